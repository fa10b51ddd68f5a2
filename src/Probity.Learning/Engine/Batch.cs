namespace Probity.Learning.Engine;

/// <summary>Which rows make a step.</summary>
internal sealed class Batch(int capacity)
{
    /// <summary>Rows of the training set, and behind them rows of the outliers.</summary>
    public int[] Rows { get; } = new int[capacity];

    /// <summary>Rows in all.</summary>
    public int Count { get; set; }

    /// <summary>The first so many are of the training set.</summary>
    public int Known { get; set; }

    /// <summary>With mixup: the rows that they are mixed with, and the share of the row itself; else empty.</summary>
    public int[] Partners { get; init; } = [];

    public double[] Shares { get; init; } = [];

    public Step Step { get; set; }
}

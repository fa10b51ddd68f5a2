using System.Globalization;

namespace Probity.Learning;

/// <summary>Settings of models on the numbers and categories of tables to choose among.</summary>
public static class TableTraining
{
    private static readonly (int[] Widths, double Dropout, double Rate)[] Tried =
        [([256, 128], .2, 1e-3), ([128], 0, 1e-3), ([512, 256], .2, 1e-3), ([256, 128], .4, 1e-3), ([256, 128], .2, 3e-3), ([256, 128, 64], .2, 1e-3), ([256, 128], .2, 3e-4), ([], 0, 3e-3)];

    /// <summary>The given settings first, then other widths, depths, dropout and rates of AdamW with all else as given.</summary>
    /// <param name="start">What would be trained without a choice.</param>
    public static IReadOnlyList<Candidate<TrainingOptions>> Candidates(TrainingOptions start)
    {
        ArgumentNullException.ThrowIfNull(start);
        AdamW adam = start.Optimizer as AdamW ?? new AdamW();
        return
        [
            new("as given", start),
            .. Tried.Select(tried => new Candidate<TrainingOptions>(Name(tried.Widths, tried.Dropout, tried.Rate), start with
            {
                Network = NetworkDesign.Hidden(tried.Widths, "relu", dropout: tried.Dropout),
                Optimizer = adam with { LearningRate = tried.Rate },
            })),
        ];
    }

    private static string Name(int[] widths, double dropout, double rate) => string.Create(
        CultureInfo.InvariantCulture, $"{(widths.Length == 0 ? "no hidden layer" : $"{string.Join(", ", widths)} hidden")}, dropout {dropout}, rate {rate}");
}

using Probity.Scores;

namespace Probity;

/// <summary>The part of a policy that stops rows unlike any it knows.</summary>
public sealed record PolicyGate
{
    /// <summary>The score of the raw outputs, higher meaning in-distribution.</summary>
    public required Score Score { get; init; }

    /// <summary>A row passes when its score is at least this, on the scale that ranks (log-odds where the score is a probability).</summary>
    public required double Threshold { get; init; }

    /// <summary>The probability with which a known row may be stopped, averaged over the draw of the learning rows.</summary>
    public required double MaxFalseAlarm { get; init; }

    /// <summary>Rows that it was set on.</summary>
    public required int RowsLearned { get; init; }

    /// <summary>Known certifying rows that it stopped, of <see cref="RowsChecked"/>.</summary>
    public required int Stopped { get; init; }

    /// <summary>Rows that nothing was learned from, on which it was checked; 0 where there were none.</summary>
    public required int RowsChecked { get; init; }
}

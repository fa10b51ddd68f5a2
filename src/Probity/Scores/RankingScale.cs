namespace Probity.Scores;

/// <summary>
/// Scores that end at 1 are ranked, compared and stored as log-odds, which never round to a tie; this is the way back to
/// the number that people know. All other scores are ranked as they are.
/// </summary>
internal static class RankingScale
{
    /// <summary>The score as it is stated, from the value that ranks (<see cref="ScoreColumns.ForRanking"/>).</summary>
    public static double Stated(Score score, double ranked) => score switch
    {
        Score.MaxProbability or Score.MarginProbability => 1 / (1 + Math.Exp(-ranked)),
        Score.DoctorBeta => -Math.Exp(-ranked),
        _ => ranked,
    };
}

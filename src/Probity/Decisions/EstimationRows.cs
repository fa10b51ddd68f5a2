namespace Probity.Decisions;

/// <summary>What is known of the rows that a point estimate, of a threshold or of costs, was made on.</summary>
public enum EstimationRows
{
    /// <summary>Nothing that decides about them was learned from them: rows of their own, or outputs as the model gave them.</summary>
    HeldOut,

    /// <summary>The calibrator was learned from them, and each was calibrated by one that was fitted without its fold.</summary>
    CrossFitted,

    /// <summary>What decides about them was learned from them; figures on them flatter.</summary>
    InSample,
}

/// <summary>Names of them in files and tables.</summary>
public static class EstimationRowsNames
{
    /// <summary><c>held_out</c>, <c>cross_fitted</c> or <c>in_sample</c>.</summary>
    public static string Token(this EstimationRows rows) => rows switch
    {
        EstimationRows.HeldOut => "held_out",
        EstimationRows.CrossFitted => "cross_fitted",
        _ => "in_sample",
    };

    /// <summary>The rows that a token names.</summary>
    /// <exception cref="ArgumentException">No such token.</exception>
    public static EstimationRows Parse(string token) =>
        Enum.GetValues<EstimationRows>().Cast<EstimationRows?>().FirstOrDefault(rows => rows!.Value.Token() == token)
        ?? throw new ArgumentException($"an estimate on rows '{token}', which are none of {string.Join(", ", Enum.GetValues<EstimationRows>().Select(Token))}");
}

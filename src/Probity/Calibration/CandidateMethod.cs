using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>When a method is worth trying: how many rows it wants and what it costs.</summary>
/// <param name="Name">As in <see cref="CalibrationMethod.All"/>; one that is not there is passed over.</param>
/// <param name="Parameters">What it learns of K classes.</param>
/// <param name="RowsEach">Rows that each of these wants.</param>
/// <param name="Passes">Looks at the rows that one fit takes, roughly.</param>
/// <param name="Mixes">A pass multiplies every row by a K×K matrix.</param>
internal sealed record CandidateMethod(string Name, Func<int, double> Parameters, double RowsEach, double Passes, bool Mixes = false)
{
    /// <summary>Multiplications and exponentials that the fits of one method may take: some minutes on two cores.</summary>
    private const double MostWork = 1e11;

    private static double Few(int classes) => 4;

    /// <summary>Those for rows of two classes, the simplest first. Affine and beta-am are Platt's curve without its smoothing.</summary>
    private static readonly CandidateMethod[] Binary =
    [
        new("temperature", _ => 1, 0, 10),
        new("platt", _ => 2, 0, 20),
        new("beta-ab", _ => 2, 10, 20),
        new("beta", _ => 3, 20, 30),
        new("quadratic", _ => 3, 20, 30),   // after beta, which never turns the order round
        new("spline", _ => 7, 30, 30),
        new("centered-isotonic", Few, 100, 30),
        new("isotonic", Few, 250, 30),
        new("venn-abers", Few, 100, 60),
    ];

    /// <summary>Those for rows of many classes, the simplest first.</summary>
    private static readonly CandidateMethod[] Multiclass =
    [
        new("temperature", _ => 1, 0, 10),
        new("ts-mix", _ => 1, 0, 20),
        new("ets", _ => 3, 20, 60),
        new("order-preserving", _ => 10, 20, 100),
        new("svs", k => 2 * k, 1, 60),
        new("vector", k => 2 * k, 10, 100),
        new("sms", k => (k + 1.0) * k, .1, 60, Mixes: true),
        new("dirichlet", k => (k + 1.0) * k, 10, 200, Mixes: true),
    ];

    /// <summary>Those for so many columns that this Probity has, the simplest first.</summary>
    public static IReadOnlyList<(CandidateMethod Candidate, CalibrationMethod Method)> For(int classes)
    {
        List<(CandidateMethod, CalibrationMethod)> found = [];
        foreach (CandidateMethod candidate in classes <= 2 ? Binary : Multiclass)
        {
            if (CalibrationMethod.OfKind(candidate.Name) is { } method) found.Add((candidate, method));
        }
        return found;
    }

    /// <summary>Why a method would take too long on rows in so many folds, or null where it would not.</summary>
    public static string? WhyTooDear(CalibrationMethod method, CalibrationRows rows, int folds)
    {
        CandidateMethod? known = (rows.Classes <= 2 ? Binary : Multiclass).FirstOrDefault(candidate => candidate.Name == method.Name);
        return (known ?? new(method.Name, _ => 1, 0, 200, Mixes: method.Name == "matrix")).TooDear(rows, folds);
    }

    /// <summary>Why it is not worth trying on rows in so many folds, or null where it is.</summary>
    public string? Objection(CalibrationRows rows, int folds)
    {
        double wanted = RowsEach * Parameters(rows.Outcomes);
        if (rows.Total < wanted) return Invariant($"too few rows: it wants {wanted:N0}");
        return TooDear(rows, folds);
    }

    /// <summary>Why it would take too long, or null where it would not.</summary>
    private string? TooDear(CalibrationRows rows, int folds)
    {
        double work = (folds + 1) * Passes * rows.Count * rows.Classes * (Mixes ? rows.Classes : 1.0);
        return work <= MostWork ? null : Invariant($"too dear for {rows.Count:N0} rows of {rows.Classes:N0} classes: ask for it by name");
    }
}

using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Review;

/// <summary>Answered rows with weights that make them stand for all rows.</summary>
/// <remarks>
/// The weight is 1/propensity (Horvitz &amp; Thompson, 1952), times asked/answered of the row's stratum where answers are missing. The first is by design; the second
/// takes the missing of a stratum to be like its answered ones, and nothing else.
/// </remarks>
public sealed record ReviewedRows
{
    /// <summary>N×K outputs.</summary>
    public required float[] Logits { get; init; }

    /// <summary>N answers.</summary>
    public required int[] Labels { get; init; }

    /// <summary>N weights, at least 1.</summary>
    public required double[] Weights { get; init; }

    /// <summary>N names of groups, or null.</summary>
    public string[]? Groups { get; init; }

    /// <summary>The most that a weight can be, one over the least propensity; known before any answer where none is missing.</summary>
    public required double MaxWeight { get; init; }

    /// <summary>Why no promise can be certified on these rows, or null: a stratum of which nothing is known, or answers that are none of the classes.</summary>
    public string? PromiseRefusal { get; init; }

    /// <summary>What the weights assume, in plain words.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>(Σw)²/Σw²: rows of equal weight that would say as much (Kish, 1965).</summary>
    public double EffectiveRows
    {
        get
        {
            double sum = 0, squares = 0;
            foreach (double weight in Weights) (sum, squares) = (sum + weight, squares + (weight * weight));
            return squares > 0 ? sum * sum / squares : 0;
        }
    }

    /// <summary>Fits a policy on them.</summary>
    /// <param name="classes">K.</param>
    /// <param name="options">What it is to learn and to promise. <see cref="PolicyOptions.MaxWeight"/> is <see cref="MaxWeight"/> unless it is given. The default value is <c>new()</c>.</param>
    /// <param name="progress">Told the share done, roughly.</param>
    /// <exception cref="ArgumentException">A gate, which is set on rows that count once each, where these do not; or as <see cref="ConfidencePolicy.Fit(ReadOnlySpan{float}, ReadOnlySpan{int}, int, PolicyOptions?, ReadOnlySpan{double}, IProgress{double}?, IReadOnlyList{string}?)"/>.</exception>
    /// <exception cref="PromiseRefusedException">The rows cannot carry the promise, or <see cref="PromiseRefusal"/> says why they carry none.</exception>
    public ConfidencePolicy Fit(int classes, PolicyOptions? options = null, IProgress<double>? progress = null)
    {
        options ??= new PolicyOptions();
        if (options.Promise is not null && PromiseRefusal is { } why) throw new PromiseRefusedException(why);
        options = options with { Notes = Notes };
        bool alike = !Weights.AsSpan().ContainsAnyExcept(Weights[0]);   // then they are a plain random sample
        if (options.GateScore is not null && !alike)
            throw new ArgumentException("a detector is set on rows that count once each, and reviewed rows do not; leave it out, or set it on rows that were not chosen");
        if (options.Promise is not null && !alike) options = options with { MaxWeight = options.MaxWeight ?? MaxWeight };
        return ConfidencePolicy.Fit(Logits, Labels, classes, options, alike ? [] : Weights, progress, Groups);
    }

    internal static ReviewedRows Of(IReadOnlyList<ReviewItem> items, JoinedAnswers joined, IReadOnlyList<StratumAnswers> strata, int classes, float[] logits, string[]? groups)
    {
        var byStratum = strata.ToDictionary(one => one.Stratum);
        List<int> kept = [];
        for (int i = 0; i < items.Count; i++) if (joined.Labels[i] is { } label && label != ReviewAnswer.NoClass) kept.Add(i);
        if (kept.Count == 0) throw new ArgumentException("no answer names a class, so there is nothing to refit on");
        int[] rows = [.. kept];
        return new ReviewedRows
        {
            Logits = RowSplit.Gather<float>(logits, classes, rows),
            Labels = Array.ConvertAll(rows, i => joined.Labels[i]!.Value),
            Weights = Array.ConvertAll(rows, i => Weight(byStratum[items[i].Stratum])),
            Groups = groups is null ? null : Array.ConvertAll(rows, i => groups[i]),
            MaxWeight = strata.Where(one => one.Answered > 0).Max(Weight),
            PromiseRefusal = Refusal(strata),
            Notes = [.. Remarks(strata)],
        };
    }

    /// <summary>
    /// A promise is about all rows. Those of a stratum without an answer have no weight at all, and a bound on the weights that leaves them out is none;
    /// answers of no class are errors where such a row is accepted, which learning rows that have a class do not show.
    /// </summary>
    private static string? Refusal(IReadOnlyList<StratumAnswers> strata)
    {
        StratumAnswers[] silent = [.. strata.Where(one => one.Rows > 0 && one.Answered == 0)];
        int outside = strata.Sum(one => one.NoClass);
        if (silent.Length > 0)
            return Invariant($"nothing is known of {silent.Sum(one => one.Rows):N0} of {strata.Sum(one => one.Rows):N0} rows, those of {string.Join(", ", silent.Select(one => one.Stratum.Name))}, so that nothing can be promised of all: ask about more rows (a larger audit share) and answer some of each stratum, or refit without a promise");
        return outside == 0 ? null
            : Invariant($"{outside:N0} answers name none of the classes: accepted rows of that kind are wrong, and a refit that cannot learn from them cannot count them either: give them a class of their own, or refit without a promise");
    }

    private static double Weight(StratumAnswers stratum) => (double)stratum.Asked / stratum.Answered / stratum.Propensity!.Value;

    private static IEnumerable<string> Remarks(IReadOnlyList<StratumAnswers> strata)
    {
        StratumAnswers[] partly = [.. strata.Where(one => one.Missing > 0 && one.Answered > 0)], silent = [.. strata.Where(one => one.Asked > 0 && one.Answered == 0)];
        if (partly.Length > 0)
        {
            yield return Invariant($"{partly.Sum(one => one.Missing):N0} answers are missing; the refit, and what it promises, takes them to be like the answered ones of the same stratum, and assumes nothing else: ")
                + string.Join(", ", partly.Select(one => Invariant($"{one.Stratum} {one.Answered:N0} of {one.Asked:N0} answered")));
        }
        if (silent.Length > 0)
        {
            yield return $"no answer at all in {string.Join(", ", silent.Select(one => one.Stratum.Name))}: {Percent.Up((double)silent.Sum(one => one.Rows) / strata.Sum(one => one.Rows))} of all rows, of which the refit knows nothing";
        }
        int outside = strata.Sum(one => one.NoClass);
        if (outside > 0) yield return Invariant($"{outside:N0} answers name none of the classes; a calibrator cannot learn from them, so the refit is about rows that have a class");
    }
}

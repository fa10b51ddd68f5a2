using System.Globalization;
using Probity.Decisions;

namespace Probity.Review;

/// <summary>Rows of one decision whose confidence lies in one band. Rows of a stratum have the same probability of being asked about.</summary>
/// <remarks>The bands begin at 0, 0.5, 0.7, 0.85, 0.95 and 0.99. They are fixed, so that a row's stratum depends on no other row.</remarks>
public readonly record struct ReviewStratum
{
    private static readonly double[] Edges = [0, .5, .7, .85, .95, .99, 1];

    internal ReviewStratum(Decision decision, int band) => (Decision, Band) = (decision, band);

    /// <summary>Strata that there are.</summary>
    internal static int Count => Bands * Enum.GetValues<Decision>().Length;

    internal static int Bands => Edges.Length - 1;

    /// <summary>What the policy decided.</summary>
    public Decision Decision { get; }

    /// <summary>0 for the lowest confidences to 5 for the highest.</summary>
    public int Band { get; }

    /// <summary>Least confidence in it.</summary>
    public double From => Edges[Band];

    /// <summary>Confidences in it lie below this, in the highest band at most at it.</summary>
    public double To => Edges[Band + 1];

    /// <summary>Such as <c>accept 0.95-0.99</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Decision.Token()} {From}-{To}");

    /// <summary>0 to <see cref="Count"/> − 1.</summary>
    internal int Index => ((int)Decision * Bands) + Band;

    /// <summary>The stratum of a row.</summary>
    /// <param name="decision">What the policy decided.</param>
    /// <param name="confidence">In [0, 1].</param>
    public static ReviewStratum Of(Decision decision, double confidence)
    {
        int band = Bands - 1;
        while (band > 0 && !(confidence >= Edges[band])) band--;
        return new ReviewStratum(decision, band);
    }

    /// <summary>The stratum of a name, or null where there is none.</summary>
    internal static ReviewStratum? Named(string name)
    {
        for (int index = 0; index < Count; index++)
        {
            if (At(index).Name == name) return At(index);
        }
        return null;
    }

    internal static ReviewStratum At(int index) => new((Decision)(index / Bands), index % Bands);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

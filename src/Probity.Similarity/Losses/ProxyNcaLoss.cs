using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Proxy neighbourhood components (ProxyNCA++, Teh et al., ECCV 2020): −ln of the probability that an item chooses the proxy of its group, by
/// exp(−‖x − p‖²/T) of directions.
/// </summary>
/// <remarks>
/// <see cref="OwnInSum"/> false is the loss of the first paper (Movshovitz-Attias et al., ICCV 2017): the sum runs over the other groups' proxies only, so
/// that the loss has no lower end. An item of several groups has the same share of each as its target; one that is in every group is then left out.
/// </remarks>
public sealed record ProxyNcaLoss : SimilarityLoss
{
    internal const double DefaultTemperature = 1.0 / 9, FirstTemperature = 1;

    /// <param name="temperature">T, what squared distances (0 to 4) are divided by, positive. The default value is 1/9, as in the second paper; the first has 1.</param>
    /// <param name="ownInSum">Whether the sum has the item's own proxy. The default value is true.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public ProxyNcaLoss(double temperature = DefaultTemperature, bool ownInSum = true)
    {
        Require.Temperature(temperature, nameof(temperature));
        (Temperature, OwnInSum) = (temperature, ownInSum);
    }

    /// <summary>T.</summary>
    public double Temperature { get; }

    /// <summary>Whether the sum has the item's own proxy.</summary>
    public bool OwnInSum { get; }

    /// <summary><c>proxy-nca++(T)</c>, or <c>proxy-nca(T)</c> without the own proxy in the sum.</summary>
    public override string ToString() => MethodText.Write(OwnInSum ? "proxy-nca++" : "proxy-nca", Temperature);

    internal override LossSubject Subject => LossSubject.Proxies;

    internal override void Check() => this.OnlyOn("it needs a squared length", Distance.Cosine, Distance.Euclidean);

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> distances = table.ValuesOf(i);
            Span<double> cells = table.GradientOf(i);
            for (int j = 0; j < cells.Length; j++) cells[j] = -SquaredDistances.Of(Distance, distances[j]) / Temperature;
            if (!(OwnInSum ? ProxySoftmax.Add(cells, table.RelationsOf(i), i, elements) : AgainstOthers(cells, table.RelationsOf(i), i, elements))) continue;
            for (int j = 0; j < cells.Length; j++) cells[j] *= -SquaredDistances.Derivative(Distance, distances[j]) / Temperature;
        }
    }

    /// <summary>ln Σ exp(z) over the negatives, less the mean z of the positives.</summary>
    private static bool AgainstOthers(Span<double> logits, ReadOnlySpan<Relation> relations, int anchor, LossElements elements)
    {
        int positives = relations.Count(Relation.Positive);
        double top = double.NegativeInfinity, sum = 0, ofPositives = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            if (relations[j] == Relation.Negative) top = Math.Max(top, logits[j]);
        }
        if (positives == 0 || double.IsNegativeInfinity(top))
        {
            logits.Clear();
            return false;
        }
        for (int j = 0; j < logits.Length; j++)
        {
            if (relations[j] == Relation.Positive) ofPositives += logits[j];
            logits[j] = relations[j] == Relation.Negative ? Math.Exp(logits[j] - top) : 0;
            sum += logits[j];
        }
        for (int j = 0; j < logits.Length; j++) logits[j] = relations[j] == Relation.Positive ? -1.0 / positives : logits[j] / sum;
        elements.Add(top + Math.Log(sum) - (ofPositives / positives), anchor);
        return true;
    }
}

namespace Probity.Metrics.Families;

/// <summary>AURC with rows weighted so that every class counts the same.</summary>
internal sealed class ClassBalancedRisk : FigureFamily
{
    private readonly Sample _sample;
    private readonly RankedRows _ranked;
    private readonly double[] _wrong;
    private readonly int[] _classOf;   // in order of the ranking, 0 to the number of classes that there are
    private readonly int _classes;

    public ClassBalancedRisk(Sample sample, RankedRows ranked, ReadOnlySpan<int> labels)
    {
        _sample = sample;
        _ranked = ranked;
        _wrong = ranked.Indicate(sample.Correct, false);
        var numbers = new Dictionary<int, int>();
        int[] kept = sample.Keep(labels);
        _classOf = new int[kept.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            int label = kept[ranked.Order[i]];
            if (!numbers.TryGetValue(label, out _classOf[i])) numbers.Add(label, _classOf[i] = numbers.Count);
        }
        _classes = numbers.Count;
    }

    public override int Count => 1;

    public override int Room => _sample.Rows + _classes;

    public override void Compute(ReadOnlySpan<double> weights, Span<double> room, Span<double> values)
    {
        var balanced = room[.._classOf.Length];
        Balance(weights, balanced, room.Slice(_classOf.Length, _classes));
        values[0] = RiskCoveragePass.Run(_ranked.GroupEnds, _wrong, balanced, coverage: 0.8, risk: 0.05).Aurc;
    }

    public override void Describe(Measured measured, Dictionary<string, Figure> figures)
    {
        var balanced = new double[_sample.Rows];
        Balance(_sample.Weights, balanced, new double[_classes]);
        var (sum, squares) = WeightedSums.Of(balanced, balanced);
        figures["aurc_class_balanced"] = measured.RiskArea(0, RiskArea.Aurc, Definitions.AurcClassBalanced, sum / squares * sum);
    }

    /// <summary>Each weight over that of its class, times what a class would weigh if all weighed the same.</summary>
    private void Balance(ReadOnlySpan<double> weights, Span<double> balanced, Span<double> ofClass)
    {
        ofClass.Clear();
        double total = 0;
        for (int i = 0; i < balanced.Length; i++)
        {
            double weight = weights[_ranked.Order[i]];
            balanced[i] = weight;
            ofClass[_classOf[i]] += weight;
            total += weight;
        }
        int drawn = 0;   // a resample may miss a class
        foreach (double weight in ofClass)
        {
            if (weight > 0) drawn++;
        }
        for (int k = 0; k < ofClass.Length; k++) ofClass[k] = ofClass[k] > 0 ? total / (drawn * ofClass[k]) : 0;
        for (int i = 0; i < balanced.Length; i++) balanced[i] *= ofClass[_classOf[i]];
    }
}

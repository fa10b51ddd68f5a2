using Probity.Metrics.Families;

namespace Probity.Metrics.Classes;

/// <summary>The class-wise calibration error, its mean over classes first, with replicates of the mean and, where asked for, of every class.</summary>
internal sealed class ClasswiseErrors
{
    /// <summary>Replicates × classes that are kept for the intervals of every class.</summary>
    private const int MostKept = 1 << 24;

    private readonly double[] _values;          // the mean, then each class
    private readonly double[][] _replicates, _drawn;
    private readonly Measured _measured;
    private readonly int _bins, _classes;

    private ClasswiseErrors(Sample sample, EvaluationOptions options, ClassCells cells, bool everyClass, Action<double>? progress)
    {
        _bins = cells.Bins;
        _classes = cells.Classes;
        double[] errors = cells.Errors();
        _values = [Mean(errors), .. errors];
        int kept = everyClass && (long)options.Bootstrap * _classes <= MostKept ? 1 + _classes : 1;
        _replicates = new double[kept][];
        _drawn = new double[kept][];
        for (int k = 0; k < kept; k++) (_replicates[k], _drawn[k]) = (new double[options.Bootstrap], new double[options.Bootstrap]);
        _measured = new Measured(options, sample, _values, _replicates, _drawn);
        ClassReplicates.Run(cells, options.Bootstrap, options.Seed, ReplicateStreams.Rows, Keep, progress);
    }

    /// <summary>Every class has its own replicates.</summary>
    public bool HasClasses => _replicates.Length > 1;

    /// <summary>Measures the rows, or returns null where there would be too many bins.</summary>
    public static unsafe ClasswiseErrors? Measure(
        Sample sample, EvaluationRows rows, EvaluationOptions options, bool everyClass, Action<double>? progress = null)
    {
        int columns = rows.Logits.Length / rows.Confidence.Length;
        if ((long)Math.Max(2, columns) * options.Bins > ClassCells.MostSlots) return null;
        fixed (float* z = rows.Logits)
        {
            var probabilities = new ProbabilityRows(z, columns, sample.Rows, rows.Temperature, sample.Originals());
            var cells = new ClassCells(probabilities, sample.Keep(rows.Labels), options.Bins, sample.Weights);
            return new ClasswiseErrors(sample, options, cells, everyClass, progress);
        }
    }

    /// <summary>The mean over classes.</summary>
    public Figure Mean() => _measured.BiasedUpward(0, Definitions.EceClasswise(_bins), Math.Min(1, 2.0 / _classes));

    /// <summary>The error of one class.</summary>
    public Figure OfClass(int k) => HasClasses
        ? _measured.BiasedUpward(1 + k, ClassDefinitions.EceOfClass(_bins))
        : _measured.Of(_values[1 + k], ClassDefinitions.EceOfClass(_bins), null);

    /// <summary>What stands in place of the mean where there would be too many bins.</summary>
    public static Figure TooManyBins(Sample sample, int classes, int bins) => new()
    {
        Value = null,
        Rows = sample.Rows,
        Definition = Definitions.EceClasswise(bins),
        Reason = $"{bins:N0} bins of each of {classes:N0} classes are too many; at most {ClassCells.MostSlots:N0} in all are summed",
    };

    private void Keep(int replicate, ReadOnlySpan<double> resampled, ReadOnlySpan<double> drawn)
    {
        _replicates[0][replicate] = Mean(resampled);
        _drawn[0][replicate] = Mean(drawn);
        for (int k = 1; k < _replicates.Length; k++) (_replicates[k][replicate], _drawn[k][replicate]) = (resampled[k - 1], drawn[k - 1]);
    }

    private static double Mean(ReadOnlySpan<double> errors)
    {
        double sum = 0;
        foreach (double error in errors) sum += error;
        return sum / errors.Length;
    }
}

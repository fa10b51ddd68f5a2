using Probity.Calibration;

namespace Probity;

/// <summary>The part of a policy's fit that moves confidence to the class priors of where the policy will be used.</summary>
internal static class PolicyPriors
{
    /// <summary>Refuses what contradicts itself.</summary>
    public static void Check(PolicyOptions options)
    {
        bool estimated = !options.Unlabelled.IsEmpty;
        if (options.Priors is null && !estimated) return;
        if (estimated && options.Calibrator == "groups")
            throw new ArgumentException("unlabelled rows have no groups here, so the calibrator 'groups' cannot tell what they are: give the new class priors themselves, or another calibrator");
        if (options.Priors is not null && estimated) throw new ArgumentException("new class priors and unlabelled rows to estimate them from: give one of the two");
        if (options.Promise is not null)
        {
            throw new ArgumentException(
                "new class priors together with a target precision: the certifying rows come from the old mixture of classes, so they can promise nothing of the new one; leave the target out, or fit on labelled rows from there");
        }
    }

    /// <summary>The calibrator moved to new priors, where there are any, with what is to be said of them.</summary>
    public static Calibrator? Shifted(
        Calibrator? calibrator, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, int classes, PolicyOptions options, List<string> warnings)
    {
        if (options.Priors is null && options.Unlabelled.IsEmpty) return calibrator;
        double[] before = PriorShift.PriorsOf(labels, classes, weights);
        int missing = Array.IndexOf(before, 0);
        if (missing >= 0)
            throw new ArgumentException($"class {missing} has no learning row, so confidence cannot be moved from its old class prior to a new one; fit on rows of every class");
        PriorShift shift = options.Priors is { } priors
            ? PriorShift.To(calibrator, classes, before, [.. priors])
            : PriorShift.Estimate(calibrator, classes, before, options.Unlabelled.Span);
        warnings.AddRange(shift.Diagnostics.Warnings);
        return shift;
    }
}

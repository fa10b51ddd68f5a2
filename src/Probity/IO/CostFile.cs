using Probity.Decisions;
using Probity.Metrics;

namespace Probity.IO;

/// <summary>Cost rules in a policy file: costs are tensors, what they came to on rows stands in the manifest.</summary>
internal static class CostFile
{
    public const string Kind = "costs";

    private const double Slack = 1e-9;   // of sums in another order

    public static RuleManifest Describe(CostRule rule, List<SafetensorsTensor> tensors)
    {
        CostMatrix costs = rule.Costs;
        tensors.Add(SafetensorsTensor.Create("rule.costs", [.. costs.Answers], costs.Classes, costs.Classes));
        if (costs.Review is { } review) tensors.Add(SafetensorsTensor.Create("rule.review", [.. review], costs.Classes));
        if (costs.Rejection is { } rejection) tensors.Add(SafetensorsTensor.Create("rule.rejection", [.. rejection], costs.Classes));
        return new RuleManifest
        {
            Kind = Kind,
            Version = 1,
            Reviews = costs.Review is not null,
            Rejects = costs.Rejection is not null,
            Estimate = rule.Estimate is not { } estimate ? null : new CostManifest
            {
                Source = estimate.Source.Token(),
                Rows = estimate.Policy.Rows,
                Policy = Numbers(estimate.Policy),
                AlwaysAnswer = Numbers(estimate.AlwaysAnswer),
                AlwaysReview = estimate.AlwaysReview is { } always ? Numbers(always) : null,
                Decided = [estimate.Accepted, estimate.Reviewed, estimate.Rejected],
            },
        };
    }

    public static CostRule Read(RuleManifest rule, PolicyTensors tensors, PolicyManifest manifest)
    {
        int classes = Math.Max(2, manifest.Classes);
        tensors.Expect(manifest.Outputs != "correctness", "costs by class of answers given elsewhere, which have no classes");
        tensors.Expect(manifest is { Positive: null, Combined: null, Score: "max_probability" }, "costs together with a class of interest or another score");
        tensors.Expect(classes <= 1 << 14, $"costs of {classes:N0} classes");
        double[] answers = tensors.Values("rule.costs", classes * classes);
        double[] review = rule.Reviews == true ? tensors.Values("rule.review", classes) : [];
        double[] rejection = rule.Rejects == true ? tensors.Values("rule.rejection", classes) : [];
        var costs = CostMatrix.Of(answers, classes, review, rejection);
        return new CostRule(costs, rule.Estimate is { } estimate ? Estimate(estimate, costs, tensors, manifest) : null);
    }

    private static CostEstimate Estimate(CostManifest estimate, CostMatrix costs, PolicyTensors tensors, PolicyManifest manifest)
    {
        EstimationRows source = EstimationRowsNames.Parse(estimate.Source);
        tensors.Expect(source == EstimationRows.HeldOut ? manifest.RowsCertified > 0 || manifest.Calibrator.Kind == "none" : manifest.RowsCertified == 0,
            $"costs estimated on '{estimate.Source}' rows where {manifest.RowsCertified} were set apart");
        int rows = manifest.RowsCertified > 0 ? manifest.RowsCertified : manifest.RowsLearned;
        tensors.Expect(estimate.Rows == rows && rows > 0, $"costs estimated on {estimate.Rows} rows where there are {rows}");
        tensors.Expect((estimate.AlwaysReview is null) == (costs.Review is null), "costs of reviewing every row without costs of a review, or the reverse");
        IReadOnlyList<double> decided = estimate.Decided;
        tensors.Expect(decided.Count == 3 && decided.All(share => share is >= 0 and <= 1) && Math.Abs(decided.Sum() - 1) <= Slack, $"shares of decisions that are {string.Join(", ", decided)}");
        double dearestAnswer = costs.Answers.Max(), dearestReview = costs.Review?.Max() ?? 0;
        double dearest = Math.Max(dearestAnswer, Math.Max(dearestReview, costs.Rejection?.Max() ?? 0));
        return new CostEstimate
        {
            Source = source,
            Policy = Figure(estimate.Policy, dearest, CostFigures.Policy),
            AlwaysAnswer = Figure(estimate.AlwaysAnswer, dearestAnswer, CostFigures.AlwaysAnswer),
            AlwaysReview = estimate.AlwaysReview is { } always ? Figure(always, dearestReview, CostFigures.AlwaysReview) : null,
            Accepted = decided[0],
            Reviewed = decided[1],
            Rejected = decided[2],
        };

        Figure Figure(IReadOnlyList<double> numbers, double most, Func<EstimationRows, int, double, Interval?, Figure> define)
        {
            double limit = most * (1 + Slack);
            tensors.Expect(numbers.Count is 1 or 3 && numbers.All(number => number >= 0 && number <= limit) && (numbers.Count == 1 || numbers[1] <= numbers[2]),
                $"a mean cost with its interval that is {string.Join(", ", numbers)} where no row costs more than {most}");
            return define(source, rows, numbers[0], numbers.Count == 3 ? new Interval(numbers[1], numbers[2]) : null);
        }
    }

    private static IReadOnlyList<double> Numbers(Figure figure) => figure is { Low: { } low, High: { } high } ? [figure.Value!.Value, low, high] : [figure.Value!.Value];
}

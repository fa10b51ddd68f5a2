using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Reporting.Tests;

/// <summary>A simulated head with feature groups, and inputs at the edges.</summary>
internal static class SimilarityDemo
{
    public static readonly string[] Keys =
        ["precision_at_1", "r_precision", "map_at_r", "map", "mrr", "ndcg", "hit_rate_at_5", "recall_at_5", "pair_auroc", "pair_eer", "tar_at_far_1e-3"];

    private static readonly double[] Levels = [.91, .62, .55, .66, .93, .88, .97, .12, .985, .06, .7];

    public static SimilarityReportInput Whole(int groups = 24, int values = 32) => new()
    {
        Title = "clinc.probity",
        Subtitle = "Simulated sentences",
        Model = "softmax groups 24 × 32; supcon; cosine distance",
        Splits =
        [
            Split("all items", 4_500, 150, .16, width: .02, distances: true) with { Words = "Every test item." },
            Split("seen groups", 2_250, 75, .22, .02),
            Split("unseen groups", 2_250, 75, .01, .03),
            Split("corrupted items", 4_500, 150, -.1, .02) with { LoneQueries = 3 },
        ],
        Training = Training(),
        FeatureGroups = Groups(groups, values),
        Match = MatchDemo.Whole(),
        Notes = ["Only 10 units were drawn again for the intervals."],
        Provenance = new() { Files = ["test_embeddings.npy", "test_labels.npy"], Seed = 7, Command = "probity similarity train" },
    };

    public static SimilaritySplit Split(string name, int queries, int groups, double gain, double width, bool distances = false) => new()
    {
        Name = name,
        Queries = queries,
        References = queries,
        Groups = groups,
        Raw = Figures(0, width, queries),
        Head = Figures(gain, width, queries),
        Distances = distances ? new("cosine distance", Normals(.2, 900), Normals(.45, 100)) : null,
    };

    public static Figure Share(double value, double width, int rows = 100) => new()
    {
        Value = value,
        Low = Math.Max(0, value - width),
        High = Math.Min(1, value + width),
        Rows = rows,
        Definition = "Share of right items. Expected under random order of ties. Interval: bootstrap over 150 groups.",
    };

    public static SimilarityTrainingBlock Training(int epochs = 40) => new()
    {
        TrainingRows = 7_500,
        TrainingGroups = 75,
        ValidationRows = 1_500,
        KeptEpoch = Math.Max(1, epochs - 8),
        Stopped = "r_precision had not risen for 8 epochs",
        Metrics = ["r_precision", "precision_at_1", "map_at_r"],
        Raw = [.62, .91, .55],
        Epochs = [.. Enumerable.Range(1, epochs).Select(n => new SimilarityTrainingEpoch
        {
            Number = n,
            TrainingLoss = .4 + (3.5 * Math.Exp(-n / 6.0)),
            Metrics = [.5 + (.3 * Saturating(n, epochs)), .85 + (.1 * Saturating(n, epochs)), .4 + (.32 * Saturating(n, epochs))],
            LearningRate = .001,
            Information = .95 * Saturating(n, epochs),
            MaxProbability = .05 + (.92 * Saturating(n, epochs)),
        })],
    };

    private static double Saturating(int epoch, int epochs) => (1 - Math.Exp(-4.0 * epoch / epochs)) - (.05 * Math.Max(0, epoch - (.8 * epochs)) / epochs);

    /// <summary>Group 3 says nothing; 5 and 6 say the same; the first value of each is used most.</summary>
    public static FeatureGroupsBlock Groups(int groups, int values, Func<int, string>? label = null)
    {
        var random = new RandomStream(11);
        return new()
        {
            Items = 4_500,
            ValuesPerGroup = values,
            LabelEntropy = Math.Log(150),
            DistinctCodes = 3_900,
            LargestCode = 17,
            ItemsThatShare = 900,
            ItemsThatShareAcrossLabels = 250,
            Warnings = groups > 3 ? [$"1 of {groups} feature groups say nothing (3)"] : [],
            Groups = [.. Enumerable.Range(0, groups).Select(g => Group(g))],
            Shared = [.. from g in Enumerable.Range(0, groups) from o in Enumerable.Range(g + 1, groups - g - 1) select new SharedInformation(g, o, (g, o) == (5, 6) ? .83 : .1 * random.NextDouble())],
        };

        FeatureGroupBlock Group(int g)
        {
            double[] masses = [.. Enumerable.Range(0, values).Select(v => g == 3 ? (v == 0 ? 1.0 : 0) : v >= values - 2 ? 0 : .3 + random.NextDouble())];
            double sum = masses.Sum(), entropy = masses.Where(m => m > 0).Sum(m => -(m / sum) * Math.Log(m / sum));
            return new()
            {
                Information = .97 * entropy,
                LabelInformation = .7 * entropy,
                MeanMaximum = .94,
                EffectiveValues = 1 / masses.Sum(m => m / sum * m / sum),
                IsDead = g == 3,
                Values = [.. masses.Select((mass, v) => new FeatureValueBlock(mass / sum, (int)(4_500 * mass / sum), mass == 0)
                {
                    TopLabel = mass == 0 ? null : (label ?? (n => $"intent_{n}"))((g * 7 + v) % 150),
                    TopLabelShare = mass == 0 ? 0 : .2 + (.1 * random.NextDouble()),
                    TopLabelLift = mass == 0 ? 0 : 30,
                })],
            };
        }
    }

    public static readonly IReadOnlyDictionary<string, SimilarityReportInput> Odd = new Dictionary<string, SimilarityReportInput>
    {
        ["figures only"] = new() { Title = "t", Model = "empty head", Splits = [Split("all items", 100, 4, .1, .02)] },
        ["raw only"] = new() { Title = "t", Model = "no head", Splits = [Split("all items", 100, 4, .1, .02) with { Head = null }] },
        ["head only, no intervals"] = new() { Title = "t", Model = "linear", Splits = [new() { Name = "all items", Queries = 3, Head = new Dictionary<string, Figure> { ["r_precision"] = new() { Value = 1, Rows = 3, Definition = "d" } } }] },
        ["undefined"] = new() { Title = "t", Model = "linear", Splits = [new() { Name = "all items", Queries = 0, Head = new Dictionary<string, Figure> { ["r_precision"] = new() { Value = null, Rows = 0, Definition = "d", Reason = "no query has anything to find" } } }] },
        ["nothing at all"] = new() { Title = "t", Model = "linear", Splits = [new() { Name = "all items", Queries = 0, Head = new Dictionary<string, Figure>() }] },
        ["training only"] = new() { Title = "t", Model = "linear", Splits = [], Training = Training() },
        ["one epoch, no metrics, one group of two"] = Whole() with { Training = new() { TrainingRows = 4, Epochs = [new() { Number = 1, TrainingLoss = double.NaN }] }, FeatureGroups = Groups(1, 2) },
        ["diverging"] = Whole() with { Training = Training(3) with { KeptEpoch = 1, Epochs = [new() { Number = 1, TrainingLoss = 2, Metrics = [.5, .5, .5] }, new() { Number = 2, TrainingLoss = double.PositiveInfinity, Metrics = [double.NaN, double.NaN, double.NaN] }] } },
        ["hundreds of groups"] = Whole(300, 200),
        ["two thousand epochs"] = Whole() with { Training = Training(2_000) },
        ["all distances alike"] = Whole() with { Splits = [Split("all items", 9, 3, .1, .2) with { Distances = new("cosine distance", [0, 0, 0], []) }] },
        ["smallest match"] = Whole() with { Match = MatchDemo.Smallest },
        ["long words in matches"] = Whole() with { Match = MatchDemo.Whole(word => word + new string('w', 90)) },
        ["long words"] = Whole() with { Title = new('t', 200), Model = new('m', 300), Notes = [new('n', 300)], Splits = [Split(new('s', 120), 9, 3, .1, .2), Split("b", 9, 3, .1, .2)], FeatureGroups = Groups(6, 8, n => new string('l', 80) + n) },
    };

    private static Dictionary<string, Figure> Figures(double gain, double width, int rows) =>
        Keys.Select((key, i) => (Key: key, Value: Math.Clamp(Levels[i] + ((key == "pair_eer" ? -.3 : 1 - Levels[i]) * gain), 0, 1))).ToDictionary(pair => pair.Key, pair => Share(pair.Value, width * (1 - pair.Value + .1), rows));

    private static double[] Normals(double mean, int count)
    {
        var random = new RandomStream(5);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Max(0, mean + (.1 * random.NextGaussian())))];
    }
}

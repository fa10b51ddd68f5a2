using System.Text.Json;
using Probity.Learning;
using Probity.Similarity;

namespace Probity.Studies;

/// <summary>What makes feature groups choose: losses and temperatures for one and the same head, followed over the training.</summary>
internal sealed class DecisiveGroups(bool quick)
{
    public const string Recipe = "decisive";
    private const string Plain = "fast-supcon";
    private const int FeatureGroups = 16, Values = 16;

    private static readonly Setting[] Settings =
    [
        new("bare", "triplet-hard, neither batch normalisation nor start from data", "tau=1,batchnorm=off,data-start=off", new TripletLoss(.5, TripletMode.Hard), .001, []),
        new("triplet", "triplet-hard", "tau=0.5", new TripletLoss(.5, TripletMode.Hard), .001, []),
        new("supcon", "SupCon as it comes", "tau=0.5", new SupervisedContrastiveLoss(), .001, []),
        new(Plain, "SupCon with the recipe's temperature and rate", "tau=0.5", new SupervisedContrastiveLoss(.15), .04, []),
        new(Recipe, "recipe", "tau=1,final=0.2", new SupervisedContrastiveLoss(.15), .04, [new GroupEntropyPenalty(1, 0)]),
    ];

    private readonly Measured _measured = new(), _epochs = new();

    private int Epochs => quick ? 3 : 40;

    /// <summary>The recipe on rows of any data set. The last epoch is kept: groups go on choosing when retrieval has long settled.</summary>
    public static SimilarityModel TrainRecipe(SimilarityTask task, bool quick) => Train(task, Settings.Single(some => some.Key == Recipe), quick, validated: false);

    private static SimilarityModel Train(SimilarityTask task, Setting setting, bool quick, bool validated)
    {
        var options = new SimilarityOptions
        {
            Loss = setting.Loss,
            Penalties = setting.Penalties,
            Sampler = task.Sampler,
            Optimizer = new AdamW { LearningRate = setting.Rate },
            Epochs = quick ? 3 : 40,
            ValidationShare = 0,
            Patience = null,
            Metrics = [RetrievalMetric.RPrecision],
            Seed = task.Seed,
        };
        return SimilarityModel.Train(task.Training.Groups, EmbeddingHead.Parse($"softmax-groups({FeatureGroups},{Values},{setting.Head})", task.Training.Columns), options, validated ? task.Validation.Groups : null);
    }

    /// <summary>Trains every setting; what is given adds the figures.</summary>
    /// <param name="task">Its rows.</param>
    /// <param name="recipe">What <see cref="TrainRecipe"/> made of them.</param>
    public Action Measure(SimilarityTask task, SimilarityModel recipe)
    {
        var adds = new List<Action>();
        foreach (Setting setting in Settings)
        {
            SimilarityModel followed = Train(task, setting, quick, validated: true);
            Dictionary<string, double> figures = FiguresOf(task, setting.Key == Recipe ? recipe : followed);
            adds.Add(() => _measured.Add(setting.Key, figures));
            foreach (SimilarityEpoch epoch in followed.History.Epochs)
            {
                var here = new Dictionary<string, double>(StringComparer.Ordinal) { ["r_precision"] = epoch.Metrics[0], ["information"] = epoch.Information!.Value };
                adds.Add(() => _epochs.Add(Key(setting.Key, epoch.Epoch), here));
            }
        }
        return () => adds.ForEach(add => add());
    }

    /// <summary>From what <see cref="Figures"/> has written.</summary>
    public static DecisiveGroups Read(bool quick, JsonElement written)
    {
        var groups = new DecisiveGroups(quick);
        foreach (JsonElement setting in written.GetProperty("settings").EnumerateArray())
        {
            string key = setting.GetProperty("key").GetString()!;
            groups._measured.AddWritten(key, setting.GetProperty("figures"));
            foreach (JsonElement epoch in setting.GetProperty("epochs").EnumerateArray())
                groups._epochs.AddWritten(Key(key, epoch.GetProperty("epoch").GetInt32()), epoch.GetProperty("figures"));
        }
        return groups;
    }

    public object Figures() => new
    {
        FeatureGroups,
        Values,
        Settings = Settings.Select(setting => new
        {
            setting.Key,
            setting.Name,
            Head = $"softmax-groups({FeatureGroups},{Values},{setting.Head})",
            Loss = $"{setting.Loss}",
            setting.Rate,
            Penalties = setting.Penalties.Select(penalty => $"{penalty}"),
            Figures = _measured.Of(setting.Key),
            Epochs = Enumerable.Range(1, Epochs).Select(epoch => new { Epoch = epoch, Figures = _epochs.Of(Key(setting.Key, epoch)) }),
        }),
        Differences = new { Of = Recipe, From = Plain, Figures = _measured.Difference(Recipe, Plain) },
    };

    public MarkdownTable Table()
    {
        var table = new MarkdownTable("", "information, % of ln K", "about the class, % of ln K", "on unseen classes, % of ln K", "largest share", "dead values", "seen: R-precision", "P@1", "unseen: R-precision");
        foreach (Setting setting in Settings) Add(setting.Name, _measured.Of(setting.Key), signed: false);
        Add("recipe − SupCon with its temperature and rate", _measured.Difference(Recipe, Plain), signed: true);
        return table;

        void Add(string name, IReadOnlyDictionary<string, Spread> of, bool signed)
        {
            table.Add(
                name, Percent("information"), Percent("label_information"), Percent("unseen_information"), MarkdownTable.Cell(of["max_probability"], 2, signed: signed),
                MarkdownTable.Cell(of["dead_values"], 1, signed: signed), Percent("r_precision"), Percent("precision_at_1"), Percent("unseen_r_precision"));

            string Percent(string figure) => MarkdownTable.Cell(of[figure], 1, percent: true, signed);
        }
    }

    private static Dictionary<string, double> FiguresOf(SimilarityTask task, SimilarityModel model)
    {
        LabelledVectors seen = task.Seen.Through(model), unseen = task.Unseen.Through(model);
        RetrievalReport found = SimilarityStudy.Evaluate(seen), others = SimilarityStudy.Evaluate(unseen);
        var health = GroupHealth.Of(seen.Values, FeatureGroups, Values, seen.Classes);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["r_precision"] = found.Figures["r_precision"].Value!.Value,
            ["precision_at_1"] = found.Figures["precision_at_1"].Value!.Value,
            ["unseen_r_precision"] = others.Figures["r_precision"].Value!.Value,
            ["information"] = health.MeanInformation / health.Ceiling,
            ["label_information"] = health.FeatureGroups.Average(group => group.LabelInformation!.Value) / health.Ceiling,
            ["unseen_information"] = GroupHealth.Of(unseen.Values, FeatureGroups, Values).MeanInformation / health.Ceiling,
            ["max_probability"] = health.FeatureGroups.Average(group => group.MeanMaximum),
            ["dead_values"] = health.FeatureGroups.Sum(group => group.DeadValues),
            ["kept_epoch"] = model.History.KeptEpoch,
        };
    }

    private static string Key(string setting, int epoch) => $"{setting} {epoch}";

    private sealed record Setting(string Key, string Name, string Head, SimilarityLoss Loss, double Rate, IReadOnlyList<EmbeddingPenalty> Penalties);
}

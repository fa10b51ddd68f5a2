using System.Text.Json;
using Probity.Learning;
using Probity.Similarity;

namespace Probity.Studies;

/// <summary>Heads on frozen features: what do they gain on classes that they have seen, on others, and on damaged queries?</summary>
/// <remarks>Validation rows of seen classes choose epoch and learning rate of every head. Test rows choose nothing.</remarks>
internal static class SimilarityStudy
{
    public const string Name = "similarity";
    private const string Raw = "raw", Linear = "linear";
    private const double Noise = .5;

    private static readonly double[] Rates = [.001, .01];

    /// <summary>Sets of frozen features, with the task that a seed makes of each.</summary>
    public static readonly (string Key, string Name, string Short, Func<SimilarityFiles, ulong, bool, SimilarityTask> Task)[] Sets =
    [
        ("intents", "intents, text features", "intents", SimilarityTask.Intents),
        ("convolutional", "Fashion-MNIST, features of a convolutional network", "images, foreign network", SimilarityTask.Convolutional),
        ("own", "Fashion-MNIST, hidden features of our own network", "images, own network", SimilarityTask.Own),
    ];

    private static readonly (string Key, string Name, string? Head)[] Methods =
    [
        (Raw, "the features themselves", null),
        (Linear, "linear head", "linear(64)"),
        ("skip", "skip-connection head", "skip(1)"),
        ("groups", "feature groups", "softmax-groups(16,16)"),
    ];

    private static readonly (string Key, string Name, string? Head)[] All = [.. Methods, (DecisiveGroups.Recipe, "feature groups, made decisive", null)];

    private static readonly string[] Figures =
        [.. from rows in (string[])["seen", "unseen"] from figure in (string[])["r_precision", "precision_at_1", "map_at_r", "damaged"] select $"{rows}_{figure}"];

    public static void Run(Study study, SimilarityFiles files)
    {
        var measured = new Measured();
        var rows = new Measured();
        var groups = new DecisiveGroups(study.Quick);
        var found = new List<Action>[study.Seeds];
        Parallel.For(0, study.Seeds, seed =>   // side by side: a head is too small to keep all cores busy
        {
            found[seed] = [];
            foreach ((string set, _, _, Func<SimilarityFiles, ulong, bool, SimilarityTask> make) in Sets)
            {
                SimilarityTask task = make(files, (ulong)seed, study.Quick);
                var counts = new Dictionary<string, double>(StringComparer.Ordinal)
                {
                    ["training"] = task.Training.Rows,
                    ["validation"] = task.Validation.Rows,
                    ["seen"] = task.Seen.Rows,
                    ["unseen"] = task.Unseen.Rows,
                };
                found[seed].Add(() => rows.Add(set, counts));
                foreach ((string key, _, string? head) in Methods)
                {
                    Dictionary<string, double> figures = head is null ? FiguresOf(task, model: null) : FiguresOf(task, head, study.Quick);
                    found[seed].Add(() => measured.Add(Key(set, key), figures));
                }
                SimilarityModel recipe = DecisiveGroups.TrainRecipe(task, study.Quick);
                Dictionary<string, double> ofRecipe = FiguresOf(task, recipe);
                found[seed].Add(() => measured.Add(Key(set, DecisiveGroups.Recipe), ofRecipe));
                if (set == Sets[0].Key) found[seed].Add(groups.Measure(task, recipe));
            }
            Study.Progress($"seed {seed}: done");
        });
        foreach (Action add in found.SelectMany(seed => seed)) add();
        Write(study, measured, rows, groups);
    }

    /// <summary>Writes the file of a run again, with its tables: all comes from the values of the seeds.</summary>
    public static void Rewrite(Study study, JsonElement written)
    {
        var measured = new Measured();
        var rows = new Measured();
        foreach (JsonElement row in written.GetProperty("figures").EnumerateArray())
            measured.AddWritten(Key(row.GetProperty("set").GetString()!, row.GetProperty("method").GetString()!), row.GetProperty("figures"));
        foreach (JsonElement set in written.GetProperty("sets").EnumerateArray()) rows.AddWritten(set.GetProperty("key").GetString()!, set.GetProperty("rows"));
        Write(study, measured, rows, DecisiveGroups.Read(study.Quick, written.GetProperty("groups")));
    }

    /// <summary>R-precision, precision at 1 and MAP@R of test rows among themselves.</summary>
    public static RetrievalReport Evaluate(LabelledVectors rows) => RetrievalEvaluation.Evaluate(rows.Values, rows.Columns, rows.Classes, Plain);

    /// <summary>R-precision of one half of the rows, with noise, among the other half as it is.</summary>
    public static double Damaged(LabelledVectors rows, LabelledVectors like, SimilarityModel? model, ulong seed)
    {
        (LabelledVectors queries, LabelledVectors references) = rows.Split(rows.Rows / 2, seed);
        queries = queries.Damaged(Noise, like, seed).Through(model);
        references = references.Through(model);
        return RetrievalEvaluation.Evaluate(queries.Values, queries.Classes, references.Values, references.Classes, queries.Columns, Plain).Figures["r_precision"].Value!.Value;
    }

    private static RetrievalOptions Plain => new() { Bootstrap = 0, Pairs = false };

    /// <summary>The head trained at the rate whose best epoch finds most validation rows.</summary>
    public static (SimilarityModel Model, double Rate) Train(SimilarityTask task, string head, bool quick)
    {
        SimilarityModel? best = null;
        double highest = double.NegativeInfinity, chosen = double.NaN;
        foreach (double rate in Rates)
        {
            var options = new SimilarityOptions
            {
                Sampler = task.Sampler,
                Optimizer = new AdamW { LearningRate = rate },
                Epochs = quick ? 2 : 40,
                Patience = 6,
                Metrics = [RetrievalMetric.RPrecision],
                Seed = task.Seed,
            };
            var model = SimilarityModel.Train(task.Training.Groups, EmbeddingHead.Parse(head, task.Training.Columns), options, task.Validation.Groups);
            double validated = model.History.Epochs[model.History.KeptEpoch - 1].Metrics[0];
            if (validated > highest) (best, highest, chosen) = (model, validated, rate);
        }
        return (best!, chosen);
    }

    private static Dictionary<string, double> FiguresOf(SimilarityTask task, string head, bool quick)
    {
        (SimilarityModel best, double rate) = Train(task, head, quick);
        Dictionary<string, double> figures = FiguresOf(task, best);
        figures["rate"] = rate;
        return figures;
    }

    private static Dictionary<string, double> FiguresOf(SimilarityTask task, SimilarityModel? model)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, LabelledVectors rows) in ((string, LabelledVectors)[])[("seen", task.Seen), ("unseen", task.Unseen)])
        {
            RetrievalReport report = Evaluate(rows.Through(model));
            foreach (string figure in (string[])["r_precision", "precision_at_1", "map_at_r"]) figures[$"{name}_{figure}"] = report.Figures[figure].Value!.Value;
            figures[$"{name}_damaged"] = Damaged(rows, task.Training, model, task.Seed);
        }
        return figures;
    }

    private static void Write(Study study, Measured measured, Measured rows, DecisiveGroups groups)
    {
        var figures = new
        {
            Study = Name,
            study.Quick,
            study.Seeds,
            Definitions = new
            {
                Seen = "test rows of classes that the head has learned from, each looked up among the others",
                Unseen = "test rows of the other classes, likewise",
                Damaged = $"R-precision of a random half of those rows with Gaussian noise of {Noise} deviations of each column, looked up among the other half as it is",
                Information = "H(mean of p) − mean of H(p) of a feature group, mean over the groups, as a share of its ceiling ln K",
                Interval = "mean over seeds, Student's 95 % interval; a seed fixes the split of the classes and the rows, and all that is drawn in training",
            },
            Sets = Sets.Select(set => new { set.Key, set.Name, set.Short, Rows = rows.Of(set.Key) }),
            Methods = All.Select(method => new { method.Key, method.Name }),
            Figures = from set in Sets
                      from method in All
                      select new { Set = set.Key, Method = method.Key, Figures = measured.Of(Key(set.Key, method.Key)) },
            Differences = from set in Sets
                          from method in All
                          where method.Key != Raw
                          select new { Set = set.Key, Method = method.Key, From = Raw, Figures = measured.Difference(Key(set.Key, method.Key), Key(set.Key, Raw)) },
            Groups = groups.Figures(),
        };
        var tables = new Dictionary<string, MarkdownTable>(StringComparer.Ordinal);
        foreach ((string set, _, _, _) in Sets)
        {
            var table = new MarkdownTable("", "seen: R-precision", "P@1", "MAP@R", "damaged", "unseen: R-precision", "P@1", "MAP@R", "damaged");
            foreach ((string key, string name, _) in All)
                table.Add([name, .. Figures.Select(figure => MarkdownTable.Cell(measured.Of(Key(set, key))[figure], 1, percent: true))]);
            foreach ((string key, string name, _) in All)
            {
                if (key == Raw) continue;
                IReadOnlyDictionary<string, Spread> difference = measured.Difference(Key(set, key), Key(set, Raw));
                table.Add([$"{name} − the features", .. Figures.Select(figure => MarkdownTable.Cell(difference[figure], 1, percent: true, signed: true))]);
            }
            tables[$"similarity-{set}"] = table;
        }
        tables["similarity-groups"] = groups.Table();
        study.Write(Name, figures, tables);
    }

    private static string Key(string set, string method) => $"{set} {method}";
}

using System.Text.Json;
using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;
using Probity.Similarity;

namespace Probity.Studies;

/// <summary>How likely is a match right? Match confidence against the similarity of the closest item, on seen and unseen classes; its calibration; its promise.</summary>
/// <remarks>
/// The classes that the head has not seen are split in two: match confidence learns from test rows of one half, among themselves, and is tried on those of the
/// other, then the other way round. Seen classes are tried with both. Heads are those of the study of similarity, trained in the same way.
/// </remarks>
internal static class MatchStudy
{
    public const string Name = "match";
    private const string Similarity = "similarity", Confidence = "confidence", WithOverlap = "confidence_overlap", WithOwn = "confidence_self";
    private const double Target = .95, FalseAlarm = .05;
    private const ulong OfHalves = 4_000, OfResplits = 5_000;   // added to the seed, for orders of their own

    private static readonly (string Key, string Name, string Short, Func<SimilarityFiles, ulong, bool, SimilarityTask> Task)[] Sets = SimilarityStudy.Sets;

    private static readonly (string Key, string Name, string? Head)[] Heads = [("raw", "the features themselves", null), ("groups", "feature groups", "softmax-groups(16,16)")];

    private static readonly (string Key, string Name)[] Scores =
    [
        (Similarity, "similarity of the closest"), ("gap", "gap to another group"), ("vote", "vote of the neighbours"), ("self_agreement", "self-agreement"),
        ("hit_self_agreement", "self-agreement of the closest"), ("loss_prediction", "predicted loss"), ("concentration", "concentration (vMF)"), ("overlap", "overlap of three heads"),
        (Confidence, "match confidence"), (WithOwn, "match confidence with self-agreement"), (WithOverlap, "match confidence with overlap"),
    ];

    private static readonly (string Key, string Name)[] Arms = [("", "new queries"), ("gated_", "new queries, with a gate"), ("elsewhere_", "other classes")];

    private static readonly string[] OfHeads = ["self_agreement", "hit_self_agreement", "loss_prediction", "concentration", "overlap", WithOverlap, WithOwn];

    public static void Run(Study study, SimilarityFiles files)
    {
        var measured = new Measured();
        var found = new List<Action>[study.Seeds];
        Parallel.For(0, study.Seeds, seed =>   // side by side: a head is too small to keep all cores busy
        {
            found[seed] = [];
            foreach ((string set, _, _, Func<SimilarityFiles, ulong, bool, SimilarityTask> make) in Sets)
            {
                SimilarityTask task = make(files, (ulong)seed, study.Quick);
                foreach ((string key, _, string? head) in Heads)
                {
                    SimilarityModel[] models = head is null ? [] : [SimilarityStudy.Train(task, head, study.Quick).Model, .. Others(task, head, study.Quick)];
                    foreach ((string score, Dictionary<string, double> figures) in Measure(task, models, study.Quick)) found[seed].Add(() => measured.Add(Key(set, key, score), figures));
                }
            }
            Study.Progress($"seed {seed}: done");
        });
        foreach (Action add in found.SelectMany(seed => seed)) add();
        Write(study, measured);
    }

    /// <summary>Writes the file of a run again, with its tables: all comes from the values of the seeds.</summary>
    public static void Rewrite(Study study, JsonElement written)
    {
        var measured = new Measured();
        foreach (JsonElement row in written.GetProperty("figures").EnumerateArray())
            measured.AddWritten(Key(row.GetProperty("set").GetString()!, row.GetProperty("head").GetString()!, row.GetProperty("score").GetString()!), row.GetProperty("figures"));
        Write(study, measured);
    }

    private static Dictionary<string, Dictionary<string, double>> Measure(SimilarityTask task, SimilarityModel[] models, bool quick)
    {
        SimilarityModel? model = models.FirstOrDefault();
        LearnedUncertainty[] learned = model is null ? [] : Learn(task, model, quick);
        int[] classes = [.. task.Unseen.Classes.Distinct().Order()], order = RowSplit.Shuffled(classes.Length, task.Seed + OfHalves);
        HashSet<int>[] halves = [[.. order[..(classes.Length / 2)].Select(at => classes[at])], [.. order[(classes.Length / 2)..].Select(at => classes[at])]];
        Looked seen = Looked.Of(task.Seen, models, learned);
        Looked[] unseen = [.. halves.Select(half => Looked.Of(task.Unseen.Of(half), models, learned))];
        var figures = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal);
        var values = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (int half = 0; half < 2; half++)
        {
            Looked other = unseen[1 - half];
            var match = MatchConfidence.Fit(other.Evidence, other.Groups, new MatchOptions { MaxFalseAlarm = FalseAlarm });
            Add("seen", seen, match);
            Add("unseen", unseen[half], match);
            if (model is not null)
            {
                Compare(WithOverlap, looked => looked.More.Only("similarity", "gap", "vote", "overlap"), other, unseen[half]);
                Compare(WithOwn, looked => looked.Evidence, other, unseen[half]);
            }
            if (task.Foreign is not { } foreign) continue;
            float[] strangers = foreign.Through(model).Values;
            MatchEvidence evidence = unseen[half].Reference.Look(strangers);
            Note(Confidence, "stranger_stopped", match.Assess(evidence).Count(one => one.Decision == Decision.Reject) / (double)evidence.Queries);
            Note(Confidence, "known_stopped", match.Assess(unseen[half].Evidence).Count(one => one.Decision == Decision.Reject) / (double)unseen[half].Groups.Length);
            Note(Confidence, "stranger_auroc", UnknownAuroc(unseen[half].Evidence, evidence));
        }
        NotePromise("", Resplits(unseen, task.Seed, quick ? 5 : 100, gate: null));
        NotePromise("gated_", Resplits(unseen, task.Seed, quick ? 5 : 100, FalseAlarm));
        NotePromise("elsewhere_", Elsewhere(unseen, task.Seed, quick ? 5 : 50));
        foreach ((string key, List<double> some) in values)
        {
            string[] parts = key.Split(' ');
            if (!figures.TryGetValue(parts[0], out Dictionary<string, double>? mine)) figures[parts[0]] = mine = new(StringComparer.Ordinal);
            double[] real = [.. some.Where(value => !double.IsNaN(value))];
            mine[parts[1]] = real.Length > 0 ? real.Average() : double.NaN;
        }
        return figures;

        void Note(string score, string figure, double value)
        {
            if (!values.TryGetValue($"{score} {figure}", out List<double>? some)) values[$"{score} {figure}"] = some = [];
            some.Add(value);
        }

        void NotePromise(string arm, Promises promises)
        {
            Note(Confidence, $"{arm}given", promises.Given);
            Note(Confidence, $"{arm}accepting", promises.Accepting);
            Note(Confidence, $"{arm}kept", promises.Kept);
            Note(Confidence, $"{arm}accepted", promises.Accepted);
            Note(Confidence, $"{arm}precision", promises.Precision);
        }

        void Compare(string score, Func<Looked, MatchEvidence> of, Looked other, Looked tried)
        {
            var match = MatchConfidence.Fit(of(other), other.Groups, new MatchOptions { Scores = [] });
            Note(score, "seen_auroc", AurocOf(LogOdds(match, of(seen)), seen.Right));
            Note(score, "unseen_auroc", AurocOf(LogOdds(match, of(tried)), tried.Right));
        }

        void Add(string rows, Looked looked, MatchConfidence match)
        {
            var confidence = new double[looked.Groups.Length];
            match.Confidences(looked.Evidence, confidence);
            bool[] right = looked.Right;
            foreach ((string score, double[] of) in looked.Learned) Note(score, $"{rows}_auroc", AurocOf(of, right));
            for (int j = 0; j < looked.Evidence.Names.Count; j++)
                Note(looked.Evidence.Names[j], $"{rows}_auroc", AurocOf([.. Enumerable.Range(0, right.Length).Select(i => looked.Evidence.Scores(i)[j])], right));
            Note(Confidence, $"{rows}_auroc", AurocOf(LogOdds(match, looked.Evidence), right));
            Note(Confidence, $"{rows}_right", right.Count(one => one) / (double)right.Length);
            Note(Confidence, $"{rows}_debiased", CalibrationError.RmsceDebiased(confidence, right));
            Note(Confidence, $"{rows}_ece", CalibrationError.Ece(confidence, right));
        }
    }

    /// <summary>Two more heads of other seeds, at the rate of the first.</summary>
    private static IEnumerable<SimilarityModel> Others(SimilarityTask task, string head, bool quick)
    {
        for (ulong other = 1; other <= 2; other++) yield return SimilarityStudy.Train(task with { Seed = task.Seed + (100 * other) }, head, quick).Model;
    }

    /// <summary>From the rows that taught the head: what it will not do so well, and how concentrated its answer ought to be.</summary>
    private static LearnedUncertainty[] Learn(SimilarityTask task, SimilarityModel model, bool quick)
    {
        LabelledVectors rows = task.Training, embedded = rows.Through(model);
        var options = new UncertaintyOptions { Epochs = quick ? 1 : new UncertaintyOptions().Epochs, Seed = task.Seed };
        double[] losses = RetrievalLosses.LeaveOneOut(embedded.Values, embedded.Columns, embedded.Classes);
        return
        [
            LossPrediction.Train(rows.Features, losses, rows.Classes, options),
            ConcentrationPrediction.Train(rows.Features, embedded.Values, embedded.Columns, embedded.Classes, options),
        ];
    }

    private static double[] LogOdds(MatchConfidence match, MatchEvidence evidence)
    {
        var logOdds = new double[evidence.Queries];
        match.LogOdds(evidence, logOdds);
        return logOdds;
    }

    /// <summary>Learned and certified on one half of the queries of classes that the head never saw, tried on the other half of the same queries' classes.</summary>
    private static Promises Resplits(Looked[] unseen, ulong seed, int times, double? gate) => Tried(times * unseen.Length, gate, i =>
    {
        Looked looked = unseen[i % unseen.Length];
        int[] order = RowSplit.Shuffled(looked.Groups.Length, seed + OfResplits + (ulong)i);
        int[] learned = order[..(order.Length / 2)], tried = order[(order.Length / 2)..];
        return (looked.Take(learned), looked.Take(tried));
    });

    /// <summary>Learned and certified on some classes, tried on others, looked up among those: what no promise covers.</summary>
    private static Promises Elsewhere(Looked[] unseen, ulong seed, int times) => Tried(times * unseen.Length, gate: null, i =>
    {
        Looked looked = unseen[i % unseen.Length];
        int[] order = RowSplit.Shuffled(looked.Groups.Length, seed + OfResplits + (ulong)i);
        return (looked.Take(order), unseen[1 - (i % unseen.Length)]);
    });

    private static Promises Tried(int times, double? gate, Func<int, (Looked Learned, Looked Tried)> split)
    {
        int kept = 0, given = 0, accepting = 0;
        double accepted = 0, precision = 0;
        for (int i = 0; i < times; i++)
        {
            (Looked learned, Looked tried) = split(i);
            MatchConfidence match;
            try
            {
                match = MatchConfidence.Fit(learned.Evidence, learned.Groups, new MatchOptions { Promise = new PrecisionPromise(Target), MaxFalseAlarm = gate, Seed = (ulong)i });
            }
            catch (PromiseRefusedException)
            {
                continue;
            }
            MatchAssessment[] assessed = match.Assess(tried.Evidence);
            int taken = 0, right = 0;
            for (int row = 0; row < assessed.Length; row++)
            {
                if (assessed[row].Decision != Decision.Accept) continue;
                taken++;
                if (tried.Right[row]) right++;
            }
            given++;
            accepted += taken / (double)assessed.Length;
            if (taken == 0) continue;   // nothing accepted is neither kept nor broken
            accepting++;
            if (right >= Target * taken) kept++;
            precision += right / (double)taken;
        }
        return new Promises(given / (double)times, accepting / (double)given, kept / (double)accepting, accepted / given, precision / accepting);
    }

    private static double AurocOf(double[] score, bool[] right) => right.Contains(true) && right.Contains(false) ? Auroc.Compute(score, right) : double.NaN;

    private static double UnknownAuroc(MatchEvidence known, MatchEvidence strange)
    {
        double[] all = [.. Enumerable.Range(0, known.Queries).Select(known.MeanSimilarity), .. Enumerable.Range(0, strange.Queries).Select(strange.MeanSimilarity)];
        return Auroc.Compute(all, [.. Enumerable.Range(0, all.Length).Select(i => i < known.Queries)]);
    }

    private static void Write(Study study, Measured measured)
    {
        IEnumerable<(string Set, string Head, string Score, string Name)> all =
            from set in Sets from head in Heads from score in Scores where head.Head is not null || !OfHeads.Contains(score.Key, StringComparer.Ordinal) select (set.Key, head.Key, score.Key, score.Name);
        var figures = new
        {
            Study = Name,
            study.Quick,
            study.Seeds,
            Definitions = new
            {
                Auroc = "how well a score tells queries whose closest item is of their class from the others; seen and unseen classes apart",
                Debiased = "debiased root mean squared calibration error, 15 bins of equal mass (Kumar et al., 2019)",
                Kept = "share of resplits in which at least 95 % of the accepted matches of the queries tried are right, of those resplits whose promise was given and that accepted any; a half of the queries of unseen classes learns and certifies, the other is tried",
                Accepting = "share of the resplits whose promise was given in which any match of the queries tried was accepted",
                Gated = "the same with a gate beside the promise, by which 5 % of known queries may be told that there is nothing alike",
                Elsewhere = "the same, learned and certified on one half of the unseen classes and tried on the other, among their own items: no promise covers that",
                StrangerStopped = "share of queries of no class (out-of-scope texts, MNIST digits) that are told there is nothing alike, and of known ones, where 5 % may be",
                Interval = "mean over seeds, Student's 95 % interval; a seed fixes the split of the classes and the rows, and all that is drawn in training",
            },
            Figures = all.Select(row => new { row.Set, row.Head, row.Score, Figures = measured.Of(Key(row.Set, row.Head, row.Score)) }),
            Differences = all.Where(row => row.Score != Similarity)
                .Select(row => new { row.Set, row.Head, row.Score, From = Similarity, Figures = measured.Difference(Key(row.Set, row.Head, row.Score), Key(row.Set, row.Head, Similarity)) }),
        };
        var ranks = new MarkdownTable("features: score", "seen: AUROC ×100", "unseen: AUROC ×100");
        var calibration = new MarkdownTable("features", "P@1 seen", "P@1 unseen", "calibration error seen", "unseen", "ECE seen", "unseen");
        var promises = new MarkdownTable("features, queries tried", "promise given", "accepted any", "of those: kept", "accepted", "right among them");
        var strangers = new MarkdownTable("features", "strangers: AUROC ×100", "strangers stopped", "known stopped");
        foreach ((string set, _, string name, _) in Sets)
        {
            foreach ((string head, string headName, _) in Heads)
            {
                foreach ((_, _, string score, string scoreName) in all.Where(row => row.Set == set && row.Head == head))
                {
                    IReadOnlyDictionary<string, Spread> of = measured.Of(Key(set, head, score));
                    ranks.Add($"{name}, {headName}: {scoreName}", Cell(of["seen_auroc"]), Cell(of["unseen_auroc"]));
                    if (score != Confidence) continue;
                    IReadOnlyDictionary<string, Spread> more = measured.Difference(Key(set, head, Confidence), Key(set, head, Similarity));
                    ranks.Add($"{name}, {headName}: match confidence − similarity", Cell(more["seen_auroc"], signed: true), Cell(more["unseen_auroc"], signed: true));
                    string row = $"{name}, {headName}";
                    calibration.Add([row, .. ((string[])["seen_right", "unseen_right", "seen_debiased", "unseen_debiased", "seen_ece", "unseen_ece"]).Select(figure => Cell(of[figure]))]);
                    foreach ((string arm, string words) in Arms)
                        promises.Add([$"{row}: {words}", .. ((string[])["given", "accepting", "kept", "accepted", "precision"]).Select(figure => Cell(of[$"{arm}{figure}"]))]);
                    if (of.ContainsKey("stranger_auroc")) strangers.Add([row, .. ((string[])["stranger_auroc", "stranger_stopped", "known_stopped"]).Select(figure => Cell(of[figure]))]);
                }
            }
        }
        study.Write(Name, figures, new Dictionary<string, MarkdownTable>(StringComparer.Ordinal)
        {
            ["match-ranks"] = ranks,
            ["match-calibration"] = calibration,
            ["match-promises"] = promises,
            ["match-strangers"] = strangers,
        });

        static string Cell(Spread spread, bool signed = false) => MarkdownTable.Cell(spread, 1, percent: true, signed: signed);
    }

    private static string Key(string set, string head, string score) => $"{set} {head} {score}";

    /// <summary>What became of promises, each NaN where there is nothing to tell it from.</summary>
    /// <param name="Given">Share of the resplits in which the promise was given.</param>
    /// <param name="Accepting">Share of those that accepted any match.</param>
    /// <param name="Kept">Share of the accepting ones that kept it.</param>
    /// <param name="Accepted">Matches accepted, where it was given.</param>
    /// <param name="Precision">Right ones among the accepted, where any was.</param>
    private sealed record Promises(double Given, double Accepting, double Kept, double Accepted, double Precision);

    /// <summary>Rows looked up among themselves.</summary>
    /// <param name="Reference">The rows.</param>
    /// <param name="Evidence">What tells whether a match is right.</param>
    /// <param name="More">The same with the overlap of heads; the same where there are none.</param>
    /// <param name="Learned">Learned scores by name.</param>
    /// <param name="Groups">Classes.</param>
    /// <param name="Right">Whether the closest is of the class.</param>
    private sealed record Looked(MatchReference Reference, MatchEvidence Evidence, MatchEvidence More, IReadOnlyList<(string Name, double[] Of)> Learned, int[] Groups, bool[] Right)
    {
        public static Looked Of(LabelledVectors inputs, SimilarityModel[] models, LearnedUncertainty[] learned)
        {
            SimilarityModel? model = models.FirstOrDefault();
            LabelledVectors rows = inputs.Through(model);
            GroupShape? shape = model is null ? null : new GroupShape(model.FeatureGroups, model.EmbeddingSize / model.FeatureGroups);
            var reference = MatchReference.Of(rows.Values, rows.Columns, rows.Classes, model?.Distance ?? Distance.Cosine, shape);
            int[] selves = [.. Enumerable.Range(0, rows.Rows)];
            MatchEvidence evidence = reference.Look(rows.Values, without: selves), more = evidence;
            List<(string Name, double[] Of)> scores = [];
            if (model is not null)
            {
                Neighbours[] found = [evidence.Neighbours, .. models.Skip(1).Select(other => ExactSearch.Of(inputs.Through(other).Values, other.EmbeddingSize, other.Distance).Search(inputs.Through(other).Values, evidence.Neighbours.K, selves))];
                double[] overlap = [.. HeadAgreement.Of(found).Overlap];
                more = evidence.With("overlap", overlap);
                scores = [("loss_prediction", learned[0].Confidence(inputs.Values)), ("concentration", learned[1].Confidence(inputs.Values)), ("overlap", overlap)];
            }
            return new Looked(reference, evidence, more, scores, rows.Classes, MatchFit.Right(evidence, rows.Classes));
        }

        public Looked Take(int[] rows) => this with { Evidence = Evidence.Rows(rows), Groups = RowSplit.Gather<int>(Groups, 1, rows), Right = RowSplit.Gather<bool>(Right, 1, rows) };
    }
}

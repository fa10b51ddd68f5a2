using Probity.Decisions;
using Probity.Review;

namespace Probity.Tests.Review;

public class ReviewImportTests
{
    private static readonly ReviewedPopulation Rows = ReviewedPopulation.Draw(1_000, 51);
    private static readonly string[] Ids = [.. Enumerable.Range(0, 1_000).Select(i => $"id {i}")];
    private static readonly ReviewQueue Queue = Rows.Queue(new ReviewSampling { AuditShare = .2 });
    private static readonly ReviewQueue Named = Rows.Queue(new ReviewSampling { AuditShare = .2 }, ids: Ids);

    private static List<ReviewAnswer> Answers(ReviewQueue queue) =>
        [.. queue.Items.Select((item, i) => new ReviewAnswer { Row = item.Id is null ? item.Row : null, Id = item.Id, Label = Rows.Labels[item.Row], Where = $"line {i}" })];

    private static ReviewReport Report(ReviewQueue queue, List<ReviewAnswer> answers, string[]? ids = null)
    {
        var import = new ReviewImport(Rows.Policy, queue, answers, "hash");
        import.Add(Rows.Logits, ids);
        return import.Report();
    }

    [Fact]
    public void Answers_find_their_rows_in_any_order_by_row_or_id_and_in_chunks()
    {
        List<ReviewAnswer> answers = Answers(Named);
        answers.Reverse();
        ReviewReport named = Report(Named, answers, Ids);
        Assert.Equal(Named.Items.Count, named.Answered);
        Assert.Equal(Named.Items.Count(item => item.Predicted == Rows.Labels[item.Row]), named.Strata.Sum(one => one.Right));
        Assert.Equal(1_000, named.Rows);

        var import = new ReviewImport(Rows.Policy, Queue, Answers(Queue), "hash");
        for (int start = 0; start < 1_000; start += 7) import.Add(Rows.Logits.AsSpan(start * 4, Math.Min(7, 1_000 - start) * 4));
        Assert.Equal(Report(Queue, Answers(Queue)).Strata, import.Report().Strata);
    }

    /// <summary>All rows are audited and answered, and half of those accepted as class 2 turn out to be of class 0.</summary>
    [Fact]
    public void Promises_by_class_are_tested_class_by_class()
    {
        var fitting = Tests.Policies.SimulatedOutputs.Draw(3_000, 3, 31, scale: 6);
        var later = Tests.Policies.SimulatedOutputs.Draw(3_000, 3, 32, scale: 6);
        var policy = ConfidencePolicy.Fit(fitting.Logits, fitting.Labels, 3, new() { Calibrator = "temperature", Scope = RuleScope.PerClass, Promise = new PrecisionPromise(.7), ClassNames = ["cat", "dog", "bird"] });
        var builder = new ReviewQueueBuilder(policy, new ReviewSampling { AuditShare = 1 });
        builder.Add(later.Logits);
        ReviewQueue queue = builder.Finish();
        ReviewReport kept = Report(item => later.Labels[item.Row]), broken = Report(item => item.Predicted == 2 && item.Stratum.Decision == Decision.Accept && item.Row % 2 == 0 ? 0 : later.Labels[item.Row]);
        Assert.Equal([0, 1, 2], kept.ClassPromises.Select(one => one.Class!.Value));
        Assert.DoesNotContain(PromiseVerdict.Broken, kept.ClassPromises.Select(one => one.Verdict));
        Assert.Null(kept.Promise);
        Assert.Equal([false, false, true], broken.ClassPromises.Select(one => one.Verdict == PromiseVerdict.Broken));
        PromiseCheck bird = broken.ClassPromises[2];
        Assert.Equal(queue.Items.Count(item => item.Predicted == 2 && item.Stratum.Decision == Decision.Accept), bird.Counted);
        Assert.Equal(.05 / 3, bird.Level, 1e-15);
        Assert.Contains("Class 2 'bird': THE PROMISE IS BROKEN: 70 % of rows accepted as it right, but ", broken.Explain(), StringComparison.Ordinal);
        Assert.Contains("1 broken or seeming so", broken.Explain(), StringComparison.Ordinal);

        ReviewReport Report(Func<ReviewItem, int> label)
        {
            var import = new ReviewImport(policy, queue, [.. queue.Items.Select(item => new ReviewAnswer { Row = item.Row, Label = label(item) })]);
            import.Add(later.Logits);
            return import.Report();
        }
    }

    [Fact]
    public void Answers_that_were_not_asked_for_repeated_or_empty_are_counted()
    {
        List<ReviewAnswer> answers = Answers(Queue);
        long unasked = Enumerable.Range(0, 1_000).First(i => Queue.Items.All(item => item.Row != i));
        answers.Add(answers[0]);
        answers.Add(new ReviewAnswer { Row = unasked, Label = 1 });
        answers.Add(new ReviewAnswer { Row = 1 << 30, Label = 99 });   // whatever it says
        answers[1] = answers[1] with { Label = null };
        ReviewReport report = Report(Queue, answers);
        Assert.Equal(Queue.Items.Count - 1, report.Answered);
        Assert.Equal(3, report.Notes.Count);
        Assert.StartsWith("2 answers are of rows that were not asked about", report.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("1 answers say again", report.Notes[1], StringComparison.Ordinal);
        Assert.StartsWith("1 lines hold no label", report.Notes[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_that_cannot_be_are_refused()
    {
        List<ReviewAnswer> good = Answers(Queue);
        Refused("line 0: label 4, but there are 4 classes, 0 to 3", [good[0] with { Label = 4 }]);
        Refused("label -2", [good[0] with { Label = -2 }]);
        Refused("1 answers contradict others", [good[0], good[0] with { Label = (good[0].Label + 1) % 4, Where = "line 9" }]);
        Refused("names no row", [good[0] with { Row = null }]);
        Refused("belong to another queue", [new ReviewAnswer { Id = "id 5", Label = 1 }]);
        Refused("belong to another queue", [new ReviewAnswer { Row = -1, Label = 1 }]);

        static void Refused(string words, List<ReviewAnswer> answers) =>
            Assert.Contains(words, Assert.Throws<InvalidDataException>(() => Report(Queue, answers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_and_id_of_an_answer_must_be_of_one_row()
    {
        ReviewItem item = Named.Items[0];
        Assert.Equal(1, Report(Named, [new ReviewAnswer { Row = item.Row, Id = item.Id, Label = 1 }], Ids).Answered);
        Assert.Throws<InvalidDataException>(() => Report(Named, [new ReviewAnswer { Row = item.Row, Id = "other", Label = 1 }], Ids));
    }

    [Fact]
    public void An_id_of_several_rows_is_refused_as_an_answer_and_their_rows_are_not()
    {
        var twice = Queue with { Items = [.. Queue.Items.Select((item, i) => i < 2 ? item with { Id = "same" } : item)] };
        Assert.Contains("answer by row", Assert.Throws<InvalidDataException>(() => Report(twice, [new ReviewAnswer { Id = "same", Label = 1 }])).Message, StringComparison.Ordinal);
        string[] ids = [.. Enumerable.Range(0, 1_000).Select(_ => "same")];
        Assert.Equal(1, Report(twice, [new ReviewAnswer { Row = twice.Items[0].Row, Label = 1 }], ids).Answered);
    }

    [Fact]
    public void Other_policies_outputs_and_queues_are_refused()
    {
        Assert.Contains("another policy", Assert.Throws<InvalidDataException>(() => new ReviewImport(Rows.Policy, Queue, Answers(Queue), "other")).Message, StringComparison.Ordinal);
        Assert.Contains("another policy", Assert.Throws<InvalidDataException>(() => new ReviewImport(Rows.Policy, Queue, Answers(Queue))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => new ReviewImport(Rows.Policy, Queue with { Items = [] }, Answers(Queue), "hash"));

        var import = new ReviewImport(Rows.Policy, Queue, Answers(Queue), "hash");
        import.Add(Rows.Logits.AsSpan(0, 400));
        Assert.Contains("but there are 100 rows", Assert.Throws<InvalidDataException>(() => import.Report()).Message, StringComparison.Ordinal);

        var others = new ReviewImport(Rows.Policy, Queue, Answers(Queue), "hash");
        Assert.Contains("give the outputs that were assessed", Assert.Throws<InvalidDataException>(() => others.Add(ReviewedPopulation.Draw(1_000, 52).Logits)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Report(Named, Answers(Named)));
        Assert.Throws<InvalidDataException>(() => Report(Named, Answers(Named), [.. Ids.Reverse()]));

        var changed = Queue with { Items = [.. Queue.Items.Select((item, i) => i == 3 ? item with { Propensity = .77 } : item)] };
        Assert.Contains("joined or changed", Assert.Throws<InvalidDataException>(() => Report(changed, Answers(changed))).Message, StringComparison.Ordinal);
        var doubled = Queue with { Items = [.. Queue.Items, Queue.Items[0]] };
        Assert.Contains("twice", Assert.Throws<InvalidDataException>(() => Report(doubled, Answers(Queue))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_without_answers_says_that_nothing_is_known()
    {
        ReviewReport report = Report(Queue, []);
        Assert.Equal((0, PromiseVerdict.Undecided), (report.Answered, report.Promise!.Verdict));
        Assert.Contains("not known", report.Explain(), StringComparison.Ordinal);
        Assert.Equal(0, report.Decisions[Decision.Accept].LowIfMissingWrong);
        var import = new ReviewImport(Rows.Policy, Queue, [], "hash");
        import.Add(Rows.Logits);
        Assert.Throws<ArgumentException>(() => import.Rows());
    }
}

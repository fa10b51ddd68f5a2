namespace Probity.Learning.Tests.Training;

public class ChoiceTests
{
    private static readonly Candidate<double>[] Four = [new("a", .5), new("b", .3), new("c", .4), new("d", .2)];

    [Fact]
    public void The_least_mean_loss_is_chosen_and_of_equals_the_first()
    {
        List<ChoiceProgress> seen = [];
        Choice<double> choice = Choice.Run([.. Four, new("e", .2)], 3, (settings, part, _) => settings + (part * .01), progress: seen.Add);
        Assert.Equal("d", choice.Best.Name);
        Assert.Equal(["a", "b", "c", "d", "e"], choice.Tried.Select(tried => tried.Name));
        Assert.Equal([3, 3, 1, 3, 3], choice.Tried.Select(tried => tried.Parts));   // c is a tenth worse than b on the first part: given up
        Assert.Equal(.21, choice.Tried[3].Loss, 1e-12);
        Assert.Equal("5 of 5 settings tried; chosen: d", choice.Explain());
        Assert.Equal(13, seen.Count);
        Assert.Equal(("b", 2, 5, 1, 3, "a"), (seen[3].Candidate, seen[3].Number, seen[3].Candidates, seen[3].Part, seen[3].Parts, seen[3].Best));
        Assert.Equal(.51, seen[3].BestLoss, 1e-12);
    }

    [Fact]
    public void It_stops_while_the_budget_still_holds_one_more_part_and_the_last_training()
    {
        var clock = new SetClock();
        Choice<double> choice = Choice.Run(Four, 2, Take(clock, 10), TimeSpan.FromSeconds(65), clock: clock);
        Assert.Equal(["a", "b", "c"], choice.Tried.Select(tried => tried.Name));   // at 40 s a part of 10 s and 15 s for the last fit fit in; at 50 s they do not
        Assert.Equal(TimeSpan.FromSeconds(50), choice.Elapsed);
        Assert.Equal("3 of 4 settings tried; chosen: b", choice.Explain());
        Choice<double> again = Choice.Run(Four, 2, (settings, _, _) => settings, mostTried: 3);
        Assert.Equal(("b", 3), (again.Best.Name, again.Tried.Count));

        clock.Now = default;
        Choice<double> shorter = Choice.Run(Four, 2, Take(clock, 10), TimeSpan.FromSeconds(50), clock: clock);
        Assert.Equal((1, "a"), (shorter.Tried.Count, shorter.Best.Name));   // b has half of its parts: it does not count
        Assert.Equal(TimeSpan.FromSeconds(30), shorter.Elapsed);
    }

    [Fact]
    public void What_is_at_work_when_the_time_is_over_is_told_to_end()
    {
        var clock = new SetClock();
        Choice<double> choice = Choice.Run(Four, 1, (settings, _, token) =>
        {
            clock.Now += TimeSpan.FromSeconds(settings == .5 ? 3 : 100);
            clock.Fire();
            token.ThrowIfCancellationRequested();
            return settings;
        }, TimeSpan.FromSeconds(60), clock: clock);
        Assert.Equal(["a"], choice.Tried.Select(tried => tried.Name));
        Assert.Equal("a", choice.Best.Name);

        Choice<double> none = Choice.Run(Four, 1, (_, _, token) =>
        {
            clock.Now += TimeSpan.FromSeconds(100);
            clock.Fire();
            token.ThrowIfCancellationRequested();
            return 0;
        }, TimeSpan.FromSeconds(60), clock: clock);
        Assert.Empty(none.Tried);
        Assert.Equal("there was no time to try any of 4 settings; the first is taken: a", none.Explain());
    }

    [Fact]
    public void A_candidate_that_fails_is_not_chosen()
    {
        Choice<double> choice = Choice.Run(Four, 2, (settings, part, _) => settings == .5 || (settings == .2 && part == 1) ? double.NaN : settings);
        Assert.Equal("b", choice.Best.Name);
        Assert.Equal(1, choice.Tried[0].Parts);
    }

    [Fact]
    public void A_caller_may_end_it_and_wrong_numbers_are_refused()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Choice.Run(Four, 1, (settings, _, _) => { source.Cancel(); return settings; }, cancellation: source.Token));
        Assert.Contains("candidates: none", Assert.Throws<ArgumentException>(() => Choice.Run<double>([], 1, (_, _, _) => 0)).Message, StringComparison.Ordinal);
        Assert.Contains("parts: 0", Assert.Throws<ArgumentException>(() => Choice.Run(Four, 0, (_, _, _) => 0)).Message, StringComparison.Ordinal);
        Assert.Contains("budget in seconds: 0", Assert.Throws<ArgumentException>(() => Choice.Run(Four, 1, (_, _, _) => 0, TimeSpan.Zero)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_to_measure_on_are_every_row_once_and_never_learned_from()
    {
        int[] labels = [.. Enumerable.Range(0, 103).Select(i => i % 10 == 0 ? 1 : 0)];
        var measured = new List<int>();
        for (int part = 0; part < HeldOut.Parts(labels.Length); part++)
        {
            (int[] training, int[] own) = HeldOut.Rows(labels, 2, part, seed: 3);
            Assert.Equal(Enumerable.Range(0, 103), training.Concat(own).Order());
            Assert.InRange(own.Count(row => labels[row] == 1), 2, 3);
            measured.AddRange(own);
        }
        Assert.Equal(Enumerable.Range(0, 103), measured.Order());
        Assert.Equal(1, HeldOut.Parts(20_000));
    }

    private static Func<double, int, CancellationToken, double> Take(SetClock clock, int seconds) => (settings, _, _) =>
    {
        clock.Now += TimeSpan.FromSeconds(seconds);
        return settings;
    };

    /// <summary>A clock that is set by hand, with one timer.</summary>
    private sealed class SetClock : TimeProvider
    {
        private Action? _timer;

        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public void Fire()
        {
            if (Now >= TimeSpan.FromSeconds(60)) _timer?.Invoke();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timer = () => callback(state);
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}

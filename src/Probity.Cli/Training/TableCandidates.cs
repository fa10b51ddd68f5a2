using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>Settings to choose among within a budget, the usual ones first.</summary>
internal static class TableCandidates
{
    /// <param name="usual">What is trained without a budget.</param>
    /// <param name="text">A column is of texts.</param>
    /// <param name="classes">K.</param>
    public static IReadOnlyList<Candidate<TrainingOptions>> Of(TrainingOptions usual, bool text, int classes) => text ? OfText(usual, classes) : OfTable(usual);

    private static List<Candidate<TrainingOptions>> OfTable(TrainingOptions usual)
    {
        List<Candidate<TrainingOptions>> all = [new("as usual", usual)];
        foreach ((int[] widths, double dropout, double decay) in ((int[], double, double)[])[([512, 512], .3, .01), ([128], .2, .01), ([64], .5, .1), ([256, 256], .4, .1), ([512, 512], .1, .001), ([], 0, .1)])
        {
            string name = widths.Length == 0 ? "no hidden layers" : FormattableString.Invariant($"hidden {string.Join(',', widths)}, dropout {dropout}, decay {decay}");
            all.Add(new(name, usual with
            {
                Network = NetworkDesign.Hidden(widths, "relu", dropout: dropout),
                Optimizer = usual.Optimizer is AdamW adam ? adam with { WeightDecay = decay } : usual.Optimizer,
            }));
        }
        return all;
    }

    private static List<Candidate<TrainingOptions>> OfText(TrainingOptions usual, int classes)
    {
        List<Candidate<TrainingOptions>> all = [new("as usual", usual), new("no hidden layers", With(TextTraining.Linear(classes)))];
        foreach ((int width, double dropout) in ((int, double)[])[(256, .5), (512, .5), (256, .3), (128, .7)])
            all.Add(new(FormattableString.Invariant($"hidden {width}, dropout {dropout}"), With(TextTraining.Hidden(classes, width, dropout))));
        if (classes == 2) all.AddRange(((double[])[1e-5, 1e-4, 1e-3]).Select(decay => new Candidate<TrainingOptions>(FormattableString.Invariant($"no hidden layers, decay {decay}"), With(TextTraining.Linear(classes, decay)))));
        return all;

        TrainingOptions With(TrainingOptions other) => usual with
        {
            Network = other.Network,
            Optimizer = other.Optimizer,
            Schedule = other.Schedule,
            Epochs = other.Epochs,
            BatchSize = other.BatchSize,
        };
    }
}

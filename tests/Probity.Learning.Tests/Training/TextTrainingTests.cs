using Probity.Learning.Featurizing;
using Probity.Numerics;

namespace Probity.Learning.Tests.Training;

public class TextTrainingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_setting_on_the_list_learns_and_one_is_chosen(int classes)
    {
        (string?[] texts, int[] labels) = Texts(classes, 1, 240);
        (string?[] others, int[] right) = Texts(classes, 2, 90);
        IReadOnlyList<Candidate<TextSettings>> candidates = TextTraining.Candidates(classes);
        Assert.Equal(candidates.Count, candidates.Select(candidate => candidate.Name).Distinct().Count());
        Assert.Equal(new TextSettings(TextTraining.TextFor(classes), TextTraining.For(classes)).ToString(), candidates[0].Settings.ToString());
        Choice<TextSettings> choice = Choice.Run(candidates, 1, (settings, part, token) =>
        {
            (Classifier model, TextFeaturizer featurizer) = Train(settings with { Training = settings.Training with { Cancellation = token } }, texts, labels, classes);
            var measured = new TrainingRows(Transform(featurizer, others), right, classes);
            float[] logits = new float[right.Length * model.LogitColumns];
            model.Logits(measured.Features, logits);
            int correct = Enumerable.Range(0, right.Length).Count(i => Predicted(logits.AsSpan(i * model.LogitColumns, model.LogitColumns)) == right[i]);
            Assert.True(correct >= .8 * right.Length, $"{correct} of {right.Length}");
            return HeldOut.Loss(model, measured);
        });
        Assert.Equal(candidates.Count, choice.Tried.Count);
        Assert.All(choice.Tried, tried => Assert.InRange(tried.Loss, 0, Math.Log(classes)));   // better than knowing nothing
        Assert.Contains(choice.Best, candidates);
    }

    /// <summary>The NLL of a model after the one temperature that suits it best, found here by a fine grid.</summary>
    [Fact]
    public void Held_out_loss_is_that_after_temperature()
    {
        (string?[] texts, int[] labels) = Texts(2, 1, 200);
        (string?[] others, int[] right) = Texts(2, 3, 300);
        (Classifier model, TextFeaturizer featurizer) = Train(new(TextTraining.TextFor(2), TextTraining.Linear(2, 1e-7)), texts, labels, 2);
        Features rows = Transform(featurizer, others);
        float[] logits = new float[right.Length];
        model.Logits(rows, logits);
        double Nll(double temperature) => Enumerable.Range(0, right.Length).Average(i => Math.Log(1 + Math.Exp((right[i] == 1 ? -logits[i] : logits[i]) / temperature)));
        double least = Enumerable.Range(1, 4_000).Min(i => Nll(i * .01));
        Assert.True(least < .9 * Nll(1), "nothing to scale");
        Assert.Equal(least, HeldOut.Loss(model, new TrainingRows(rows, right, 2)), 1e-4);
    }

    [Fact]
    public void Tables_have_settings_of_their_own()
    {
        IReadOnlyList<Candidate<TrainingOptions>> candidates = TableTraining.Candidates(new TrainingOptions { Epochs = 7, Optimizer = new AdamW { WeightDecay = .25 } });
        Assert.Equal(candidates.Count, candidates.Select(candidate => candidate.Name).Distinct().Count());
        Assert.All(candidates, candidate => Assert.Equal((7, .25), (candidate.Settings.Epochs, ((AdamW)candidate.Settings.Optimizer).WeightDecay)));
        TrainingRows rows = Files.Kinds.Rows(1);
        foreach (Candidate<TrainingOptions> candidate in candidates) Classifier.Train(rows, candidate.Settings with { Epochs = 1 });
    }

    private static (Classifier Model, TextFeaturizer Featurizer) Train(TextSettings settings, string?[] texts, int[] labels, int classes)
    {
        var featurizer = TextFeaturizer.Fit("text", texts, labels, classes, settings.Text);
        return (Classifier.Train(new TrainingRows(Transform(featurizer, texts), labels, classes), settings.Training), featurizer);
    }

    private static Features Transform(TextFeaturizer featurizer, string?[] texts) => new Featurizer([featurizer]).Transform(new Table(["text"], [texts]));

    private static int Predicted(ReadOnlySpan<float> logits)
    {
        if (logits.Length == 1) return logits[0] > 0 ? 1 : 0;
        int best = 0;
        for (int k = 1; k < logits.Length; k++)
        {
            if (logits[k] > logits[best]) best = k;
        }
        return best;
    }

    /// <summary>Words of a class among words of none; a tenth of the texts has words of another class.</summary>
    private static (string?[] Texts, int[] Labels) Texts(int classes, ulong seed, int rows)
    {
        string[] neutral = ["the", "a", "of", "it", "this", "that", "was", "is"], own = ["red", "rose", "ruby", "green", "grass", "gecko", "blue", "bay", "bird"];
        var random = new RandomStream(seed);
        string?[] texts = new string?[rows];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            labels[i] = i % classes;
            int about = random.NextInt32(10) == 0 ? random.NextInt32(classes) : labels[i];
            string[] words = [.. Enumerable.Range(0, 6).Select(_ => random.NextInt32(3) == 0 ? own[(3 * about) + random.NextInt32(3)] : neutral[random.NextInt32(8)]), own[(3 * about) + random.NextInt32(3)]];
            texts[i] = string.Join(' ', words);
        }
        return (texts, labels);
    }
}

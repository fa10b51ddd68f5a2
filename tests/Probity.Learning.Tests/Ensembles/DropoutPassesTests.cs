using Probity.Learning.Engine;

namespace Probity.Learning.Tests.Ensembles;

[Collection(nameof(ThreadCounts))]
public class DropoutPassesTests
{
    private static readonly TrainingOptions Options = new() { Network = NetworkDesign.Parse("linear(16) relu dropout(0.3)"), Epochs = 5, BatchSize = 32 };

    [Fact]
    public void Answers_by_the_mean_over_passes()
    {
        TrainingRows rows = EnsembleTests.Blobs(60);
        Classifier model = Classifier.Train(rows, Options).WithDropoutPasses(20, seed: 4);
        float[] logits = new float[60 * 3], one = new float[60 * 3];
        model.Logits(rows.Features, logits);
        double[] sums = new double[60 * 3];
        for (uint pass = 0; pass < 20; pass++)
        {
            model.Network.Forward(rows.Features, one, sampling: new Sampling(4, pass));
            for (int i = 0; i < 60; i++)
            {
                double[] p = Tables.Softmax(one[(3 * i)..(3 * (i + 1))]);
                for (int k = 0; k < 3; k++) sums[(3 * i) + k] += p[k];
            }
        }
        for (int i = 0; i < sums.Length; i++) Assert.Equal(Math.Log(sums[i] / 20), logits[i], 1e-6);
    }

    [Fact]
    public void A_row_draws_by_its_number_however_many_rows_are_read_at_once()
    {
        TrainingRows rows = EnsembleTests.Blobs(100);
        Classifier model = Classifier.Train(rows, Options with { Members = 2 });
        float[][] found = [new float[100 * 12], new float[100 * 12], new float[100 * 12]];
        int[] atOnce = [1 << 20, 1_000, 1];   // all rows, 72 rows, 24 rows
        for (int run = 0; run < 3; run++)
        {
            float[] to = found[run];
            new MemberAnswers(model.Members, 2, 9, atOnce[run]).ForEach(rows.Features, (row, answers) =>
            {
                for (int i = 0; i < 4; i++) answers[i].CopyTo(to.AsSpan((row * 12) + (i * 3)));
            });
        }
        Assert.Equal(found[0], found[1]);
        Assert.Equal(found[0], found[2]);
        Assert.InRange(found[0].Distinct().Count(), 1_100, 1_200);   // nothing was left out, no two passes are alike
    }

    [Fact]
    public void Same_bits_on_one_thread_and_on_several_and_others_with_another_seed()
    {
        TrainingRows rows = EnsembleTests.Blobs(200);
        Classifier trained = Classifier.Train(rows, Options with { Members = 2 });
        float[][] logits = [new float[600], new float[600], new float[600], new float[600]];
        double[][] information = new double[3][];
        for (int run = 0; run < 3; run++)
        {
            using var set = new ThreadCounts(run + 1);
            trained.WithDropoutPasses(7).Logits(rows.Features, logits[run]);
            information[run] = trained.WithDropoutPasses(7).Uncertainty(rows.Features).MutualInformation.ToArray();
        }
        trained.WithDropoutPasses(7, seed: 1).Logits(rows.Features, logits[3]);
        Assert.Equal(logits[0], logits[1]);
        Assert.Equal(logits[0], logits[2]);
        Assert.Equal(information[0], information[2]);
        Assert.NotEqual(logits[0], logits[3]);
    }

    [Fact]
    public void Passes_of_an_ensemble_s_members_draw_apart()
    {
        TrainingRows rows = EnsembleTests.Blobs(50);
        Classifier trained = Classifier.Train(rows, Options), twice = new([trained.Network, trained.Network])
        {
            Classes = 3,
            Head = trained.Head,
            Design = trained.Design,
            History = trained.History,
        };
        Assert.Equal(10, twice.WithDropoutPasses(5).Uncertainty(rows.Features).Members);
        float[] four = new float[150], doubled = new float[150];
        trained.WithDropoutPasses(4).Logits(rows.Features, four);
        twice.WithDropoutPasses(2).Logits(rows.Features, doubled);
        Assert.Equal(four, doubled);
    }

    [Fact]
    public void The_model_itself_is_left_as_it_was()
    {
        TrainingRows rows = EnsembleTests.Blobs(60);
        Classifier model = Classifier.Train(rows, Options);
        float[] before = new float[180], after = new float[180], hidden = new float[60 * 16], other = new float[60 * 16];
        model.Logits(rows.Features, before);
        Classifier copy = model.WithDropoutPasses(5);
        model.Logits(rows.Features, after);
        Assert.Equal(before, after);
        Assert.Equal((0, 5), (model.DropoutPasses, copy.DropoutPasses));
        model.HiddenFeatures(rows.Features, hidden);
        copy.HiddenFeatures(rows.Features, other);
        Assert.Equal(hidden, other);
    }

    [Fact]
    public void Refuses_a_network_without_dropout()
    {
        Classifier model = Classifier.Train(EnsembleTests.Blobs(60), Options with { Network = NetworkDesign.Hidden(4) });
        Assert.Contains("linear(4) relu) has no dropout", Assert.Throws<ArgumentException>(() => model.WithDropoutPasses(10)).Message, StringComparison.Ordinal);
        Assert.Contains("passes: 1", Assert.Throws<ArgumentException>(() => model.WithDropoutPasses(1)).Message, StringComparison.Ordinal);
    }
}

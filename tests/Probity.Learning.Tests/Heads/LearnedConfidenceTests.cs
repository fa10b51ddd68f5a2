using Probity.Learning.Engine;
using Probity.Learning.Tests.Losses;
using Probity.Numerics;

namespace Probity.Learning.Tests.Heads;

[Collection(nameof(ThreadCounts))]
public class LearnedConfidenceTests
{
    private static readonly double[] Outputs = [1.2, -.7, .3, .8, -.4, .9, 2.1, -1.1, .5, .1, -1.3, 2.3, 2, 1.5, -.2, -.3];
    private static readonly Loss Loss = Head.LearnedConfidence().Loss(null, 3);

    // Gradients of the rows of a batch of four, without a hint and with one, from autograd in double (PyTorch 1.13).
    private static readonly double[][] Plain =
    [
        [-.0893458965828148, .0240288124205588, .065317084162256, -.00775063797180969], [.0148352187321759, -.195565181342624, .180729962610448, -.0187565026398779],
        [.136193844666982, .0912934642269422, -.227487308893924, -.0022780740253714], [-.10442550692897, .0882953933197041, .0161301136092658, -.0143610629202915],
    ];

    private static readonly double[][] Hinted =
    [
        [-.0525805968009884, .0141411004401404, .038439496360848, .0176164806686571], [.00100257750193394, -.0132164718643814, .0122138943624474, .026783244810085],
        [.0644442492502339, .043198272124149, -.107642521374383, .106646101593193], [-.0314709249131857, .0266097601540464, .00486116475913924, .0166853053894031],
    ];

    // What a hint takes off the mean loss, row by row; all four rows with none, from the same source.
    private static readonly double[] Saved = [1.2964131452128256 - 1.2566462752584997, 1.2964131452128256 - .9696395234681594, 1.2964131452128256 - 1.1332298358549717, 1.2964131452128256 - 1.2101494903569823];

    [Fact]
    public void Value_and_gradient_are_those_of_autograd()
    {
        int hints = 0;
        for (int step = 0; step < 20; step++)
        {
            LossBatch<double> batch = Batch(Outputs, [0, 1, 2, 0]);
            batch.Step = new Step(3, step);
            double value = Loss.Rows(batch, 0, 4).Loss / 4, expected = 1.2964131452128256;
            for (int i = 0; i < 4; i++)
            {
                bool hint = LearnedConfidenceLoss.Hint(batch.Step, i);
                hints += hint ? 1 : 0;
                expected -= hint ? Saved[i] : 0;
                LogitGradients.Near((hint ? Hinted : Plain)[i], batch.Gradient(i).ToArray());
            }
            Assert.Equal(expected, value, 1e-13);
        }
        Assert.InRange(hints, 20, 60);
    }

    [Fact]
    public void Gradient_is_that_of_finite_differences_up_to_extremes() => LogitGradients.CheckHead(Loss);

    /// <summary>K = 2, z = (0, 40), a = 40, label 0 with a hint: p'_y = p + (1 − c) = 2·e⁻⁴⁰, half of it the network's own.</summary>
    [Fact]
    public void Tails_keep_their_digits()
    {
        LossBatch<double> batch = Batch([0, 40, 40, 0, 40, 40, 0, 40, 40, 0, 40, 40], [0, 0, 0, 0]);
        double q = Math.Exp(-40);
        Loss.Rows(batch, 0, 4);
        int hinted = Enumerable.Range(0, 4).First(i => LearnedConfidenceLoss.Hint(batch.Step, i));
        Assert.Equal([-.125, .125, (.5 - (.1 * q)) / 4], batch.Gradient(hinted).ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Half_of_the_rows_get_a_hint_others_at_every_step()
    {
        const int steps = 400, rows = 100;
        int hints = 0, changed = 0;
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < rows; i++)
            {
                bool hint = LearnedConfidenceLoss.Hint(new Step(1, step), i);
                hints += hint ? 1 : 0;
                changed += hint != LearnedConfidenceLoss.Hint(new Step(1, step + 1), i) ? 1 : 0;
            }
        }
        Assert.InRange(hints, 19_600, 20_400);     // 20,000 ± 4 × 100
        Assert.InRange(changed, 19_600, 20_400);
    }

    [Theory]
    [InlineData(0, .1 / .99)]      // −ln ½ = .69 is above the budget of .3: confidence gets dearer
    [InlineData(2, .1 / 1.01)]     // .127 is below
    public void The_budget_moves_lambda(double logOdds, double lambda)
    {
        LossBatch<double> batch = Batch([1, 0, logOdds, 2, 0, logOdds], [0, 1]);
        Loss.AfterStep(batch.State, Loss.Rows(batch, 0, 2));
        Assert.Equal(lambda, batch.State[0], 1e-15);
    }

    [Fact]
    public void Lambda_stays_where_it_can_come_back_from()
    {
        double[] state = [.1];
        for (int i = 0; i < 100_000; i++) Loss.AfterStep(state, new LossSums { Extra = -1 });
        Assert.Equal(1e-6, state[0]);
        for (int i = 0; i < 100_000; i++) Loss.AfterStep(state, new LossSums { Extra = 1 });
        Assert.Equal(1e6, state[0]);
    }

    /// <summary>A mixed row pays for its confidence once, and has both labels' losses by their shares.</summary>
    [Fact]
    public void A_row_mixed_with_its_own_label_is_that_row()
    {
        LossBatch<double> batch = Batch(Outputs, [0, 1, 2, 0]), mixed = Batch(Outputs, [0, 1, 2, 0]);
        mixed.Shares = [.3, .6, .5, .9];
        mixed.Labels.CopyTo(mixed.PartnerLabels, 0);
        Assert.Equal(Loss.Rows(batch, 0, 4).Loss, Loss.Rows(mixed, 0, 4).Loss, 1e-13);
        LogitGradients.Near(batch.AllGradients.ToArray(), mixed.AllGradients.ToArray());
    }

    [Fact]
    public void Same_bits_whatever_the_threads()
    {
        float[] Run(int threads)
        {
            using var count = new ThreadCounts(threads);
            const int rows = 200;
            var random = new RandomStream(5);
            float[] features = [.. Enumerable.Range(0, rows * 4).Select(_ => (float)random.NextGaussian())];
            int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(3))];
            Network<float> network = NetworkDesign.Hidden(8).Build<float>(4, 4);
            network.Initialise(1);
            var batch = new Batch(rows) { Count = rows, Known = rows, Step = new Step(1, 2) };
            for (int i = 0; i < rows; i++) batch.Rows[i] = i;
            new Backpropagation<float>(network, Loss, [new MmcePenalty()], Features.Dense(features, 4), new Targets(TargetKind.Classes, 3, labels, []), rows).Run(batch);
            return network.Parameters.Gradient.ToArray();
        }

        Assert.Equal(Run(1), Run(4));
    }

    [Fact]
    public void Rows_allocate_nothing()
    {
        LossBatch<double> batch = Batch(Outputs, [0, 1, 2, 0]);
        Loss.Rows(batch, 0, 4);
        Allocations.AssertNone(() => Loss.Rows(batch, 0, 4));
    }

    [Fact]
    public void Confidence_is_the_sigmoid_of_the_last_output_and_ranks_by_its_log_odds()
    {
        Head head = Head.LearnedConfidence();
        Assert.True(head.HasConfidence);
        Assert.Equal(4, head.Outputs(3));
        Assert.Equal(3, head.LogitColumns(3));
        Assert.Equal(.75, head.Confidence<double>([5, 6, 7, Math.Log(3)], 3), 1e-15);
        Assert.Equal(60f, head.ConfidenceLogOdds<float>([5, 6, 7, 60], 3));
        Assert.Equal(Math.Exp(-60), head.Confidence<float>([5, 6, 7, -60], 3), 1e-38);
    }

    [Fact]
    public void Refuses_other_losses()
    {
        string message = Assert.Throws<ArgumentException>(() => Head.LearnedConfidence().Loss(new FocalLoss(), 3)).Message;
        Assert.Contains("learned_confidence(0.3) is trained by a loss of its own; leave focal(3) out", message, StringComparison.Ordinal);
        Assert.Contains("3 columns for 3 classes; this loss needs 4", Assert.Throws<ArgumentException>(() => Loss.ValueAndGradient(new double[3], [0], 3, new double[3])).Message, StringComparison.Ordinal);
        Assert.Contains("no confidence of its own", Assert.Throws<InvalidOperationException>(() => Head.Softmax.Confidence<float>([1, 2], 2)).Message, StringComparison.Ordinal);
    }

    private static LossBatch<double> Batch(double[] outputs, int[] labels)
    {
        var batch = LossBatch<double>.Of(outputs, labels, (outputs.Length / labels.Length) - 1, outliers: 0, added: 1, room: outputs.Length);
        batch.State = Loss.InitialState;
        return batch;
    }
}

namespace Probity.Similarity.Tests.Losses;

public class SoftmaxLossTests
{
    /// <summary>Known answers; the derivative in the proxies is PyTorch's, by hand.</summary>
    [Fact]
    public void On_products_it_has_the_value_and_gradient_of_Quaterion() => FixedProxies.Check(new SoftmaxLoss(1), 1.177943604700341,
    [
        0.1033940063, -0.0267417351, 0.0001543917, -0.0828765353, 0.1277904729, -0.1494738321, -0.0132912002, -0.098807171, 0.1435579509,
        0.0240005126, -0.146373665, 0.1968649612, -0.0310355176, 0.0313443408, -0.0327898445, 0.068907139, -0.0179978726, 0.0003497496,
    ],
    [-0.1183923422, 0.1284155258, -0.079527878, 0.1171216963, 0.1845256056, -0.1004401589, 0.001270646, -0.3129411313, 0.1799680369]);

    [Fact]
    public void On_cosines_it_has_the_value_and_gradient_of_pytorch_metric_learning() => FixedProxies.Check(new NormalizedSoftmaxLoss(.05), 7.8505386570707785,
    [
        3.0567463255, -0.3036635282, -0.6073270564, -0.5857231886, 0.6331895225, -2.4156134524, -6.2823938623, -7.6797469131, 11.5196203696,
        -1.2638150167, -2.7175388821, 1.4042389074, -1e-10, -1e-10, -3.7e-09, 9.43893e-05, -4.49161e-05, 4.40483e-05,
    ],
    [-2.7524994763, -0.8510432942, -2.4626690612, 0.5842128884, 6.8364404757, -0.6427984174, -0.4277709178, -4.2819742341, -1.1421441328]);

    [Fact]
    public void Their_gradients_are_those_of_central_differences()
    {
        foreach (SimilarityLoss loss in new SimilarityLoss[] { new SoftmaxLoss(.7), new NormalizedSoftmaxLoss(.2) })
        {
            LossGradientCheck.Of(loss);
            LossGradientCheck.Of(loss, MultiLabelRelations.Random(12, 5), 12, 4);
        }
    }

    [Fact]
    public void Items_of_several_groups_share_their_target_and_items_of_none_are_left_out()
    {
        var relations = new MultiLabelRelations([[true, true, false], [false, false, false]]);
        double[] logits = [.3, -.2, 1.1], item = [.3, -.2, 1.1, 5, 5, 5], unit = [1, 0, 0, 0, 1, 0, 0, 0, 1], gradient = new double[6];
        double value = new SoftmaxLoss().Step(item, 3, relations, gradient, unit, new double[9]);
        double total = logits.Sum(Math.Exp);
        Assert.Equal(Math.Log(total) - ((logits[0] + logits[1]) / 2), value, 1e-12);
        Assert.Equal((Math.Exp(.3) / total) - .5, gradient[0], 1e-12);
        Assert.Equal([0, 0, 0], gradient[3..]);
    }

    [Fact]
    public void Far_logits_do_not_overflow_and_a_certain_item_keeps_its_small_loss()
    {
        double[] gradient = new double[2], proxies = [1, 0, 0, 1];
        Assert.Equal(2000, new SoftmaxLoss(.5).ValueAndGradient([0, 1000.0], 2, [0], 2, gradient, proxies, new double[4]), 1e-9);
        double small = new SoftmaxLoss(1).ValueAndGradient([50, 0.0], 2, [0], 2, gradient, proxies, new double[4]);
        Assert.Equal(Math.Exp(-50), small, Math.Exp(-50) * 1e-12);
        Assert.Equal(-Math.Exp(-50), gradient[0], Math.Exp(-50) * 1e-12);
    }
}

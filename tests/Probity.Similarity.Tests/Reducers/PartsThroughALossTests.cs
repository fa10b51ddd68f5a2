using Probity.Similarity.Tests.Losses;

namespace Probity.Similarity.Tests.Reducers;

public class PartsThroughALossTests
{
    /// <summary>Contrastive loss on Euclidean distances of unit vectors, every pair an element, positives and negatives apart.</summary>
    private sealed record Contrastive : SimilarityLoss
    {
        public override string ToString() => "contrastive";

        internal override Reducer OwnReducer => Reducer.MeanOfNonZero;

        internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
        {
            for (int i = 0; i < table.Anchors; i++)
            {
                for (int j = 0; j < table.References; j++)
                {
                    Relation relation = table.RelationsOf(i)[j];
                    if (relation == Relation.None) continue;
                    double distance = Math.Sqrt(2 * table.ValuesOf(i)[j]), loss = relation == Relation.Positive ? distance : Math.Max(0, 1 - distance);
                    table.GradientOf(i)[j] = loss == 0 ? 0 : (relation == Relation.Positive ? 1 : -1) / distance;
                    elements.Add(loss, i, relation);
                }
            }
        }
    }

    [Fact]
    public void Means_of_non_zero_positive_and_negative_pairs_are_added_as_pytorch_metric_learning_does() =>   // its ContrastiveLoss() of 2.8.1
        FixedBatch.Check(new Contrastive(), 1.5512673425011143,
        [
            .3006777421, -.1354859454, -.2709718908,
            -.0816911053, -.0210093322, .1003755497,
            -.8092130693, .3387232655, -.5080848982,
            .1209886891, -.3192666885, -.1344318768,
            -.0763179815, -.0750598514, .1509756058,
            .0005469308, .2911469318, .0002552344,
        ]);

    [Theory]
    [InlineData("mean")]
    [InlineData("mean-nonzero")]
    [InlineData("per-class")]
    [InlineData("sum")]
    public void The_gradient_is_that_of_central_differences(string reducer) => LossGradientCheck.Of(new Contrastive { Reducer = Reducer.Parse(reducer) });

    [Fact]
    public void So_it_is_of_mined_pairs() => LossGradientCheck.Of(new Contrastive { Miner = new HardMiner(), Reducer = Reducer.PerClass });
}

namespace Probity.Similarity.Tests.Losses;

/// <summary>Known answers of pytorch-metric-learning 2.8.1, float64, at its defaults. Its Euclidean distances are those of unit vectors.</summary>
public class LossesOfPytorchMetricLearningTests
{
    [Fact]
    public void Circle() => FixedBatch.Check(new CircleLoss(.4, 80), 108.39298449304918,
    [
        27.4897267379, -12.0331196792, -24.0662393584,
        -20.3461566402, 0.6826204331, 1.3387495958,
        -65.8762161367, 28.0119107741, -42.0178661612,
        8.5133494969, -23.4834293707, -9.4592772188,
        -20.9596074239, -20.9250178685, 4.1507466383,
        -1.2008028765, 20.3831245442, -0.5603746757,
    ], 1e-9);

    [Fact]
    public void Tuplet_margin() => FixedBatch.Check(new TupletMarginLoss(5.73, 64), 36.46822117530939,
    [
        19.7260726591, -8.0025474488, -16.0050948976,
        -8.7177412531, 0.047011246, 1.5555032666,
        -46.7152409821, 20.5951307421, -30.8926961132,
        6.606067466, -18.0587380982, -7.3400749622,
        -10.2449055136, -10.1918665626, 6.3646741193,
        -0.8491121514, 12.2828057071, -0.3962523373,
    ]);

    /// <summary>There on squared Euclidean distances of unit vectors with scale 1: twice the cosine distance.</summary>
    [Fact]
    public void Neighbourhood_components() => FixedBatch.Check(new NeighbourhoodComponentLoss(2), 2.1516042524034886,
    [
        0.4655797419, -0.1514066951, -0.3028133902,
        -0.2266882805, -0.0113441372, 0.0907142049,
        -1.2240869484, 0.4134675956, -0.6202013933,
        0.0725209966, -0.4682851919, -0.0805788851,
        -0.2248551407, -0.2239903626, 0.1037733716,
        0.0631597964, 0.3973545397, 0.0294745717,
    ]);

    /// <summary>The same again, from the distance itself, which the loss squares.</summary>
    [Fact]
    public void Neighbourhood_components_square_Euclidean_distances() =>
        OtherDistances.Check(new NeighbourhoodComponentLoss(1) { Distance = Distance.Euclidean }, OtherDistances.UnitEuclidean, 2.1516042524034886,
        [
            0.4655797419, -0.1514066951, -0.3028133902,
            -0.2266882805, -0.0113441372, 0.0907142049,
            -1.2240869484, 0.4134675956, -0.6202013933,
            0.0725209966, -0.4682851919, -0.0805788851,
            -0.2248551407, -0.2239903626, 0.1037733716,
            0.0631597964, 0.3973545397, 0.0294745717,
        ]);

    [Fact]
    public void Lifted_structure() => OtherDistances.Check(new LiftedStructureLoss(0, 1), OtherDistances.UnitEuclidean, 5.374698829241576,
    [
        0.7668876315, -0.243587353, -0.487174706,
        -0.2599121552, -0.0855659849, 0.3942463705,
        -1.8611359149, 1.2017208757, -1.8025813135,
        0.1200143545, -0.7521152867, -0.1333492828,
        -0.2486669619, -0.2466632877, 0.2404409034,
        0.1137687775, 0.6999779024, 0.0530920962,
    ]);

    /// <summary>There on all triplets, each with its two pairs.</summary>
    [Fact]
    public void Margin() => OtherDistances.Check(new MarginLoss(.2, 1.2), OtherDistances.UnitEuclidean, 0.36208024168657493,
    [
        0.1344537622, -0.0566245035, -0.113249007,
        -0.0368505349, -0.008799849, 0.0425695029,
        -0.4069256774, 0.1695483872, -0.2543225808,
        0.018709935, -0.1370192235, -0.0207888166,
        -0.0372246589, -0.0370617355, 0.0195508084,
        0.0126163854, 0.1474137906, 0.0058876465,
    ], triplets: true);
}

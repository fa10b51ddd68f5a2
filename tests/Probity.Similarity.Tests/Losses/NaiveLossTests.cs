namespace Probity.Similarity.Tests.Losses;

/// <summary>Losses against their formulas, written down as loops.</summary>
public class NaiveLossTests
{
    private readonly NaiveBatch _batch = new();

    [Fact]
    public void NT_Xent_is_the_cross_entropy_of_a_positive_among_the_negatives() => _batch.Check(
        _batch.Anchors.SelectMany(i => _batch.Positives(i).Select(p =>
            -Math.Log(Math.Exp(_batch.Cosine(i, p) / .3) / (Math.Exp(_batch.Cosine(i, p) / .3) + _batch.Negatives(i).Sum(n => Math.Exp(_batch.Cosine(i, n) / .3)))))).Average(),
        new NTXentLoss(.3));

    [Fact]
    public void N_pairs_weighs_products_and_lengths() => _batch.Check(
        _batch.Anchors.Average(i =>
            _batch.Positives(i).Average(p => Math.Log(1 + _batch.Negatives(i).Sum(n => Math.Exp(_batch.Product(i, n) - _batch.Product(i, p))))) + (.5 * .1 * _batch.Product(i, i))),
        new NPairsLoss(.1));

    [Fact]
    public void Multi_similarity_has_a_part_of_positives_and_a_part_of_negatives() => _batch.Check(
        NaiveBatch.All.Average(i =>
            (Math.Log(1 + _batch.Positives(i).Sum(p => Math.Exp(-2 * (_batch.Cosine(i, p) - .4)))) / 2)
            + (Math.Log(1 + _batch.Negatives(i).Sum(n => Math.Exp(10 * (_batch.Cosine(i, n) - .4)))) / 10)),
        new MultiSimilarityLoss(2, 10, .4));

    [Fact]
    public void Lifted_structure_sums_the_negatives_of_both() => _batch.Check(
        _batch.Anchors.SelectMany(i => _batch.Positives(i).Select(p =>
            .5 * Math.Pow(Math.Max(0, _batch.Euclidean(i, p) - .1 + Math.Log(
                _batch.Negatives(i).Sum(n => Math.Exp(.8 - _batch.Euclidean(i, n))) + _batch.Negatives(p).Sum(n => Math.Exp(.8 - _batch.Euclidean(p, n))))), 2))).Average(),
        new LiftedStructureLoss(.1, .8) { Distance = Distance.Euclidean });

    [Fact]
    public void Online_contrastive_takes_the_hard_pairs_of_each_anchor()
    {
        double Hard(IEnumerable<double> losses) => losses.Where(loss => loss > 0).Average();
        _batch.Check(
            Hard(_batch.Anchors.SelectMany(i => _batch.Positives(i).Select(p => _batch.Euclidean(i, p)).Where(d => d >= _batch.Negatives(i).Min(n => _batch.Euclidean(i, n))).Select(d => .5 * d * d)))
            + Hard(_batch.Anchors.SelectMany(i => _batch.Negatives(i).Select(n => _batch.Euclidean(i, n)).Where(d => d <= _batch.Positives(i).Max(p => _batch.Euclidean(i, p))).Select(d => .5 * Math.Pow(Math.Max(0, 1.5 - d), 2)))),
            new OnlineContrastiveLoss(1.5) { Distance = Distance.Euclidean });
    }

    [Fact]
    public void Online_contrastive_of_all_pairs_takes_the_easy_ones_too()
    {
        double Above0(IEnumerable<double> losses) => losses.Where(loss => loss > 0).Average();
        _batch.Check(
            Above0(NaiveBatch.All.SelectMany(i => _batch.Positives(i).Select(p => .5 * Math.Pow(1 - _batch.Cosine(i, p), 2))))
            + Above0(NaiveBatch.All.SelectMany(i => _batch.Negatives(i).Select(n => .5 * Math.Pow(Math.Max(0, .8 - 1 + _batch.Cosine(i, n)), 2)))),
            new OnlineContrastiveLoss(.8, allPairs: true));
    }

    [Fact]
    public void Margin_is_the_mean_of_all_pairs_above_0() => _batch.Check(
        NaiveBatch.All.SelectMany(i =>
            _batch.Positives(i).Select(p => .2 + 1 - _batch.Cosine(i, p) - .9).Concat(_batch.Negatives(i).Select(n => .2 + .9 - 1 + _batch.Cosine(i, n)))).Where(loss => loss > 0).Average(),
        new MarginLoss(.2, .9));
}

using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// What an embedding loses on each item when it is looked up among the others: −ln of the share that items of its own group have of Σ exp(cos/τ), itself left
/// out. A smooth form of "the closest item is wrong" (neighbourhood components; Goldberger et al., NIPS 2004).
/// </summary>
public static class RetrievalLosses
{
    /// <summary>The τ that is taken where none is given.</summary>
    public const double DefaultTemperature = .1;

    /// <summary>The losses of items among themselves.</summary>
    /// <param name="embeddings">N × columns, row-major, finite.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="groups">N groups.</param>
    /// <param name="temperature">τ, positive. The default value is 0.1.</param>
    /// <returns>N losses, at least 0; NaN for an item that is alone in its group.</returns>
    /// <exception cref="ArgumentException">Rows do not pair up, a value is not finite, or τ is out of range.</exception>
    public static double[] LeaveOneOut(ReadOnlyMemory<float> embeddings, int columns, int[] groups, double temperature = DefaultTemperature)
    {
        ArgumentNullException.ThrowIfNull(groups);
        int rows = Require.Rows(embeddings.Length, columns, nameof(embeddings));
        Require.SameRows(rows, groups.Length, nameof(embeddings), nameof(groups));
        Require.Finite(embeddings.Span, columns, nameof(embeddings));
        Require.Positive(temperature, nameof(temperature));
        double[] unit = UncertaintyTraining.UnitRows(embeddings.Span, columns);
        var losses = new double[rows];
        RowRanges.For(rows, 16, (_, start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                ReadOnlySpan<double> own = unit.AsSpan(i * columns, columns);
                double right = 0, all = 0;
                for (int j = 0; j < rows; j++)
                {
                    if (j == i) continue;
                    // At most 1 whatever τ, at least e^(−2/τ): the item itself has cosine 1.
                    double weight = Math.Exp((DoubleVectors.Dot(own, unit.AsSpan(j * columns, columns)) - 1) / temperature);
                    all += weight;
                    if (groups[j] == groups[i]) right += weight;
                }
                losses[i] = right > 0 ? Math.Log(all / right) : double.NaN;
            }
        });
        return losses;
    }

    /// <summary>
    /// Losses of items of groups that no head was trained on: groups are dealt into folds, a head is trained without each fold, and the fold's items are
    /// looked up among themselves.
    /// </summary>
    /// <param name="features">N rows as the head reads them.</param>
    /// <param name="groups">N groups.</param>
    /// <param name="head">What is trained.</param>
    /// <param name="options">How; the same as for the head that the losses stand for.</param>
    /// <param name="folds">2 to half the number of groups: a fold needs two groups to be wrong at all. The default value is 5.</param>
    /// <param name="temperature">τ. The default value is 0.1.</param>
    /// <returns>N losses; NaN for items alone in their group.</returns>
    /// <exception cref="ArgumentException">Rows do not pair up, or a number is out of range.</exception>
    public static double[] OutOfFold(Features features, int[] groups, EmbeddingHead head, SimilarityOptions options, int folds = 5, double temperature = DefaultTemperature)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(options);
        Require.SameRows(features.Rows, groups.Length, nameof(features), nameof(groups));
        int[] ids = [.. groups.Distinct().Order()];
        if (ids.Length < 4) throw new ArgumentException($"groups: {ids.Length}; out-of-fold losses need at least 4, two in each of two folds");
        Require.InRange(folds, 2, ids.Length / 2, nameof(folds));
        int[] order = RowSplit.Shuffled(ids.Length, options.Seed);
        var foldOf = new Dictionary<int, int>();
        for (int i = 0; i < order.Length; i++) foldOf[ids[order[i]]] = i % folds;
        var losses = new double[groups.Length];
        for (int fold = 0; fold < folds; fold++)
        {
            int[] inside = [.. Enumerable.Range(0, groups.Length).Where(row => foldOf[groups[row]] == fold)];
            int[] outside = [.. Enumerable.Range(0, groups.Length).Where(row => foldOf[groups[row]] != fold)];
            SimilarityModel model = SimilarityModel.Train(new SimilarityRows(features.Select(outside), Array.ConvertAll(outside, row => groups[row])), head, options);
            var embeddings = new float[checked(inside.Length * model.EmbeddingSize)];
            model.Embed(features.Select(inside), embeddings);
            double[] own = LeaveOneOut(embeddings, model.EmbeddingSize, Array.ConvertAll(inside, row => groups[row]), temperature);
            for (int i = 0; i < inside.Length; i++) losses[inside[i]] = own[i];
        }
        return losses;
    }
}

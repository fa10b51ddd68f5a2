using Probity.Calibration;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>
/// Cross-fitting (Stone, JRSS B 1974): a model for each fold, trained without it, gives the logits of its rows. So every row has logits of a model that
/// has never seen it, and calibration needs no rows of its own: fit it on <see cref="Logits"/> and apply it to <see cref="Model"/>.
/// </summary>
/// <remarks>
/// What is fitted or measured on these logits is an estimate, never a guarantee: they are of several models, and of none that is put to use. The final
/// model has learned from more rows than the models of the folds, so it errs a little less than they do. For a guarantee certify on rows set aside.
/// </remarks>
public sealed class CrossFit
{
    private readonly float[] _logits;
    private readonly int[] _foldOf;
    private readonly TrainingRows _rows;

    private CrossFit(TrainingRows rows, float[] logits, int[] foldOf, int columns)
    {
        _rows = rows;
        _logits = logits;
        _foldOf = foldOf;
        LogitColumns = columns;
    }

    /// <summary>N × <see cref="LogitColumns"/> logits, each row's by the model that was trained without its fold.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>K, or 1 for a sigmoid.</summary>
    public int LogitColumns { get; }

    /// <summary>The fold of each of the N rows, from 0.</summary>
    public ReadOnlySpan<int> FoldOf => _foldOf;

    /// <summary>How the model without each fold was trained.</summary>
    public required IReadOnlyList<TrainingHistory> Histories { get; init; }

    /// <summary>The model trained on all rows, or null where none was asked for.</summary>
    public Classifier? Model { get; private init; }

    /// <summary>What to bear in mind, in plain words; those of the final model are in its own history.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Trains a model without each fold, and one on all rows.</summary>
    /// <param name="rows">N rows with their labels. Each class is spread evenly over the folds; multi-label rows are not.</param>
    /// <param name="folds">2 to 255 and at most N. The default value is 5.</param>
    /// <param name="options">
    /// Of every model; the seed chooses the folds too. Null takes <see cref="TrainingOptions"/> as it comes. Validation rows are taken from the rows
    /// that a model is trained on, never from the fold that it leaves out.
    /// </param>
    /// <param name="outliers">Rows of no known class, for penalties that use them; null for none.</param>
    /// <param name="final">Whether to train the model on all rows too. The default value is true.</param>
    /// <param name="progress">Called after every epoch of every model.</param>
    /// <exception cref="ArgumentException">An option is out of range, or without some fold all rows are of one class.</exception>
    /// <exception cref="InvalidOperationException">The loss of a model is not finite in the first epoch.</exception>
    public static CrossFit Run(
        TrainingRows rows, int folds = 5, TrainingOptions? options = null, Features? outliers = null, bool final = true, Action<CrossFitProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new TrainingOptions();
        if (folds < 2 || folds > Math.Min(255, rows.Rows))
            throw new ArgumentException($"folds: {folds}; it must be 2 to {Math.Min(255, rows.Rows):N0}, at most the number of rows");
        options.Check(rows, outliers);
        bool cells = rows.Targets.Kind == TargetKind.Cells;
        byte[] foldOf = cells ? Folds.Assign(rows.Rows, folds, options.Seed) : Folds.Stratified(rows.Targets.Labels, rows.Classes, folds, options.Seed);
        List<string> warnings = cells ? [] : CheckClasses(rows, foldOf, folds);

        int columns = options.Head.LogitColumns(rows.Classes);
        var logits = new float[checked(rows.Rows * columns)];
        var histories = new List<TrainingHistory>();
        for (int fold = 0; fold < folds; fold++)
        {
            int[] without = [.. Enumerable.Range(0, rows.Rows).Where(row => foldOf[row] != fold)];
            int[] within = [.. Enumerable.Range(0, rows.Rows).Where(row => foldOf[row] == fold)];
            Classifier model = Classifier.Train(rows.Select(without), options with { Checkpoint = options.Checkpoint?.OfFold(fold + 1) }, outliers: outliers, progress: Progress(fold + 1));
            histories.Add(model.History);
            warnings.AddRange(model.History.Warnings.Select(warning => $"fold {fold + 1}: {warning}"));
            var own = new float[within.Length * columns];
            model.Logits(rows.Features.Select(within), own);
            for (int i = 0; i < within.Length; i++) own.AsSpan(i * columns, columns).CopyTo(logits.AsSpan(within[i] * columns));
        }
        return new CrossFit(rows, logits, Array.ConvertAll(foldOf, fold => (int)fold), columns)
        {
            Histories = histories,
            Warnings = warnings,
            Model = final ? Classifier.Train(rows, options, outliers: outliers, progress: Progress(null)) : null,
        };

        Action<EpochFigures>? Progress(int? fold) => progress is null ? null : figures => progress(new CrossFitProgress(fold, folds, figures));
    }

    /// <summary>What the model without a row's fold gives to the row's true class, N numbers in [0, 1]: honest targets for <see cref="ConfidNet"/>.</summary>
    /// <exception cref="InvalidOperationException">The rows are multi-label.</exception>
    public double[] TrueClassProbabilities()
    {
        if (_rows.Targets.Kind == TargetKind.Cells) throw new InvalidOperationException("true-class probabilities: multi-label rows have no one true class");
        return ConfidNet.TrueClassProbabilities(_logits, _rows.Targets.Labels, LogitColumns);
    }

    private static List<string> CheckClasses(TrainingRows rows, byte[] foldOf, int folds)
    {
        int[] counts = rows.Targets.Counts();
        int[][] inFold = [.. Enumerable.Range(0, folds).Select(_ => new int[rows.Classes])];
        for (int i = 0; i < rows.Rows; i++) inFold[foldOf[i]][rows.Targets.Labels[i]]++;
        for (int fold = 0; fold < folds; fold++)
        {
            if (Enumerable.Range(0, rows.Classes).Count(k => counts[k] > inFold[fold][k]) < 2)
                throw new ArgumentException($"folds: without fold {fold + 1} of {folds} all rows are of one class; give more rows of the other classes, 2 of each at least");
        }
        int[] few = [.. Enumerable.Range(0, rows.Classes).Where(k => counts[k] > 0 && counts[k] < folds)];
        if (few.Length == 0) return [];
        string first = $"class {few[0]} has {counts[few[0]]:N0} rows" + (few.Length > 1 ? $", and {few.Length - 1:N0} more are as small" : "");
        return [$"{first}: fewer than the {folds} folds, so that some folds hold none of it and its rows' logits come from models that saw hardly any"];
    }
}

using System.Runtime.ExceptionServices;
using Probity.Calibration;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// Cross-fitting (Stone, JRSS B 1974): a model for each fold, trained without it, gives the logits of its rows. So every row has logits of a model that
/// has never seen it, and calibration needs no rows of its own: fit it on <see cref="Logits"/> and apply it to <see cref="Model"/>.
/// </summary>
/// <remarks>
/// What is fitted or measured on these logits is an estimate, never a guarantee: they are of several models, and of none that is put to use. The final
/// model has learned from more rows than the models of the folds, so it errs a little less than they do. For a guarantee certify on rows set aside.
/// Where a batch keeps no more threads busy than there are models, they are trained at the same time, a thread each; bits do not depend on it.
/// </remarks>
public sealed class CrossFit
{
    private const int MostRowsTogether = 200_000;   // as many models as threads each hold their rows

    private readonly float[] _logits;
    private readonly int[] _foldOf;
    private readonly Targets _targets;

    private CrossFit(Targets targets, float[] logits, int[] foldOf, int columns)
    {
        _targets = targets;
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
    /// <param name="validation">Rows that choose the epoch of every model and teach none; null sets aside <see cref="TrainingOptions.ValidationShare"/> of what each is trained on.</param>
    /// <param name="final">Whether to train the model on all rows too. The default value is true.</param>
    /// <param name="progress">Called after every epoch of every model, by one thread at a time; models may take turns.</param>
    /// <exception cref="ArgumentException">An option is out of range, or without some fold all rows are of one class.</exception>
    /// <exception cref="InvalidOperationException">The loss of a model is not finite in the first epoch.</exception>
    public static CrossFit Run(
        TrainingRows rows, int folds = 5, TrainingOptions? options = null, Features? outliers = null, TrainingRows? validation = null, bool final = true,
        Action<CrossFitProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new TrainingOptions();
        if (folds < 2 || folds > Math.Min(255, rows.Rows))
            throw new ArgumentException($"folds: {folds}; it must be 2 to {Math.Min(255, rows.Rows):N0}, at most the number of rows");
        options.Check(rows, outliers);
        bool cells = rows.Targets.Kind == TargetKind.Cells;
        byte[] foldOf = cells ? Folds.Assign(rows.Rows, folds, options.Seed) : Folds.Stratified(rows.Targets.Labels, rows.Classes, folds, options.Seed);
        List<string> warnings = cells ? [] : CheckClasses(rows.Targets.Labels, rows.Classes, foldOf, folds);
        return Run(rows.Targets, foldOf, folds, options, warnings, (without, within, own, report) =>
        {
            Classifier model = Classifier.Train(rows.Select(without), own, validation, outliers, report);
            return (model, rows.Features.Select(within));
        }, final ? (own, report) => Classifier.Train(rows, own, validation, outliers, report) : null, progress);
    }

    /// <summary>Trains a model of a table without each fold, and one on all rows. The featurizer too is fitted anew without each fold: no row has a part in what its own logits come from.</summary>
    /// <param name="rows">N rows with their labels. Each class is spread evenly over the folds.</param>
    /// <param name="folds">2 to 255 and at most N. The default value is 5.</param>
    /// <param name="options">Of every model; null takes <see cref="TableDefaults.Options"/>.</param>
    /// <param name="featurizing">How columns become numbers; null takes <see cref="FeaturizerOptions"/> as it comes.</param>
    /// <param name="columns">What the columns are, the same for all folds; null reads these rows.</param>
    /// <param name="validation">Rows that choose the epoch of every model and teach none; null sets aside <see cref="TrainingOptions.ValidationShare"/> of what each is trained on.</param>
    /// <param name="final">Whether to train the model on all rows too. The default value is true.</param>
    /// <param name="progress">Called after every epoch of every model, by one thread at a time; models may take turns.</param>
    /// <exception cref="ArgumentException">An option is out of range, or without some fold all rows are of one class.</exception>
    /// <exception cref="InvalidOperationException">The loss of a model is not finite in the first epoch.</exception>
    public static CrossFit Run(
        LabelledTable rows, int folds = 5, TrainingOptions? options = null, FeaturizerOptions? featurizing = null, IReadOnlyList<ColumnReading>? columns = null,
        LabelledTable? validation = null, bool final = true, Action<CrossFitProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        columns ??= Featurizer.Read(rows.Table, featurizing);
        options ??= TableDefaults.Options(columns, rows.Classes);
        if (folds < 2 || folds > Math.Min(255, rows.Rows))
            throw new ArgumentException($"folds: {folds}; it must be 2 to {Math.Min(255, rows.Rows):N0}, at most the number of rows");
        byte[] foldOf = Folds.Stratified(rows.Labels, rows.Classes, folds, options.Seed);
        List<string> warnings = CheckClasses(rows.Labels, rows.Classes, foldOf, folds);
        var targets = new Targets(TargetKind.Classes, rows.Classes, rows.Labels, []);
        return Run(targets, foldOf, folds, options, warnings, (without, within, own, report) =>
        {
            Classifier model = Classifier.Train(rows.Select(without), own, featurizing, columns, validation, report);
            return (model, model.Featurizer!.Transform(rows.Table.Select(within)));
        }, final ? (own, report) => Classifier.Train(rows, own, featurizing, columns, validation, report) : null, progress);
    }

    /// <summary>A model without some rows, and those rows' features.</summary>
    private delegate (Classifier Model, Features Within) Fold(int[] without, int[] within, TrainingOptions options, Action<EpochFigures>? progress);

    private static CrossFit Run(
        Targets targets, byte[] foldOf, int folds, TrainingOptions options, List<string> warnings, Fold train, Func<TrainingOptions, Action<EpochFigures>?, Classifier>? whole,
        Action<CrossFitProgress>? progress)
    {
        int columns = options.Head.LogitColumns(targets.Classes);
        var logits = new float[checked(foldOf.Length * columns)];
        var histories = new TrainingHistory[folds];
        Classifier? model = null;
        Action<CrossFitProgress>? inTurn = InTurn(progress);
        int final = whole is null ? 0 : 1, models = folds + final;
        int atOnce = RowRanges.Count(options.Optimizer is LimitedMemoryBfgs ? foldOf.Length : options.BatchSize, Backpropagation<float>.RowsAtOnce);
        bool together = foldOf.Length <= MostRowsTogether && Math.Min(Threads.Maximum, atOnce) <= models;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
        TrainingOptions stopped = options with { Cancellation = stop.Token };
        if (together) TrainTogether();
        else for (int fold = 0; fold < models; fold++) TrainOne(fold < folds ? fold : -1);

        warnings.AddRange(OfFolds(histories));
        return new CrossFit(targets, logits, Array.ConvertAll(foldOf, fold => (int)fold), columns) { Histories = histories, Model = model, Warnings = warnings };

        // The model of all rows takes longest, so it begins. One that fails ends the others.
        void TrainTogether()
        {
            ExceptionDispatchInfo? failure = null;
            try
            {
                RowRanges.For(models, 1, (at, _, _) =>
                {
                    try
                    {
                        TrainOne(at - final);
                    }
                    catch (Exception problem) when (problem is not OperationCanceledException)
                    {
                        Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(problem), null);
                        stop.Cancel();
                        throw;
                    }
                });
            }
            catch (OperationCanceledException) when (failure is not null)
            {
                failure.Throw();
            }
        }

        void TrainOne(int fold)
        {
            if (fold < 0)
            {
                model = whole!(stopped, Progress(inTurn, null, folds));
                return;
            }
            int[] without = [.. Enumerable.Range(0, foldOf.Length).Where(row => foldOf[row] != fold)];
            int[] within = [.. Enumerable.Range(0, foldOf.Length).Where(row => foldOf[row] == fold)];
            (Classifier own, Features features) = train(without, within, stopped with { Checkpoint = options.Checkpoint?.OfFold(fold + 1) }, Progress(inTurn, fold + 1, folds));
            histories[fold] = own.History;
            var found = new float[within.Length * columns];
            own.Logits(features, found);
            for (int i = 0; i < within.Length; i++) found.AsSpan(i * columns, columns).CopyTo(logits.AsSpan(within[i] * columns));
        }
    }

    /// <summary>What folds warn of alike is said once; of validation figures those of the first.</summary>
    private static IEnumerable<string> OfFolds(TrainingHistory[] histories) =>
        from history in histories.Index()
        from warning in history.Item.Warnings
        group (Fold: history.Index + 1, Warning: warning) by warning.StartsWith("validation ", StringComparison.Ordinal) ? string.Concat(warning.Where(letter => !char.IsAsciiDigit(letter) && letter != '.')) : warning into alike
        let others = alike.Skip(1).Select(one => one.Fold).Distinct().ToArray()
        select $"fold {alike.First().Fold}{(others.Length == 0 ? "" : $" (likewise {string.Join(", ", others)})")}: {alike.First().Warning}";

    private static Action<CrossFitProgress>? InTurn(Action<CrossFitProgress>? progress)
    {
        if (progress is null) return null;
        var turn = new Lock();
        return figures =>
        {
            lock (turn) progress(figures);
        };
    }

    private static Action<EpochFigures>? Progress(Action<CrossFitProgress>? progress, int? fold, int folds) =>
        progress is null ? null : figures => progress(new CrossFitProgress(fold, folds, figures));

    /// <summary>What the model without a row's fold gives to the row's true class, N numbers in [0, 1]: honest targets for <see cref="ConfidNet"/>.</summary>
    /// <exception cref="InvalidOperationException">The rows are multi-label.</exception>
    public double[] TrueClassProbabilities()
    {
        if (_targets.Kind == TargetKind.Cells) throw new InvalidOperationException("true-class probabilities: multi-label rows have no one true class");
        return ConfidNet.TrueClassProbabilities(_logits, _targets.Labels, LogitColumns);
    }

    private static List<string> CheckClasses(int[] labels, int classes, byte[] foldOf, int folds)
    {
        var counts = new int[classes];
        foreach (int label in labels) counts[label]++;
        int[][] inFold = [.. Enumerable.Range(0, folds).Select(_ => new int[classes])];
        for (int i = 0; i < labels.Length; i++) inFold[foldOf[i]][labels[i]]++;
        for (int fold = 0; fold < folds; fold++)
        {
            if (Enumerable.Range(0, classes).Count(k => counts[k] > inFold[fold][k]) < 2)
                throw new ArgumentException($"folds: without fold {fold + 1} of {folds} all rows are of one class; give more rows of the other classes, 2 of each at least");
        }
        int[] few = [.. Enumerable.Range(0, classes).Where(k => counts[k] > 0 && counts[k] < folds)];
        if (few.Length == 0) return [];
        string first = $"class {few[0]} has {counts[few[0]]:N0} {(counts[few[0]] == 1 ? "row" : "rows")}" + (few.Length > 1 ? $", and {few.Length - 1:N0} more are as small" : "");
        return [$"{first}: fewer than the {folds} folds, so that some folds hold none of it and its rows' logits come from models that saw hardly any"];
    }
}

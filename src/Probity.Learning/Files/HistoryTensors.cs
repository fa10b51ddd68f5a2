using Probity.IO;

namespace Probity.Learning.Files;

/// <summary>Figures of epochs as tensors of float64, for they may be NaN or infinite: a row an epoch.</summary>
internal static class HistoryTensors
{
    private const string Training = "history.training", Validation = "history.validation";   // behind a prefix
    private const int Columns = 3, ValidationColumns = 4;

    public static IEnumerable<SafetensorsTensor> Of(IReadOnlyList<EpochFigures> epochs, bool validated, string prefix = "")
    {
        double[] training = [.. epochs.SelectMany(epoch => (double[])[epoch.TrainingLoss, epoch.TrainingAccuracy, epoch.LearningRate])];
        yield return SafetensorsTensor.Create(prefix + Training, training, epochs.Count, Columns);
        if (!validated) yield break;
        double[] validation = [.. epochs.SelectMany(epoch => (double[])[epoch.Validation!.Nll, epoch.Validation.Accuracy, epoch.Validation.Ece, epoch.Validation.Confidence])];
        yield return SafetensorsTensor.Create(prefix + Validation, validation, epochs.Count, ValidationColumns);
    }

    /// <param name="tensors">Of a file.</param>
    /// <param name="most">Epochs that were asked for.</param>
    /// <param name="validated">Whether there were validation rows.</param>
    /// <param name="prefix">Of the tensors' names.</param>
    public static EpochFigures[] Read(TensorSource tensors, int most, bool validated, string prefix = "")
    {
        double[] training = tensors.TakeRows(prefix + Training, Columns);
        int count = training.Length / Columns;
        if (count < 1 || count > most) throw new InvalidDataException($"{tensors.File}: figures of {count:N0} epochs where 1 to {most:N0} are due");
        double[] validation = validated ? tensors.Take(prefix + Validation, NumberType.Float64, count, ValidationColumns).ToDoubles() : [];
        var epochs = new EpochFigures[count];
        for (int i = 0; i < count; i++)
        {
            int at = i * Columns, of = i * ValidationColumns;
            epochs[i] = new EpochFigures
            {
                Epoch = i + 1,
                Epochs = most,
                TrainingLoss = training[at],
                TrainingAccuracy = training[at + 1],
                LearningRate = training[at + 2],
                Validation = validated ? new ValidationFigures(validation[of], validation[of + 1], validation[of + 2], validation[of + 3]) : null,
            };
        }
        return epochs;
    }
}

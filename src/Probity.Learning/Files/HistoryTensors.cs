using Probity.IO;

namespace Probity.Learning.Files;

/// <summary>Figures of epochs as tensors of float64, for they may be NaN or infinite: a row an epoch.</summary>
internal static class HistoryTensors
{
    private const string Training = "history.training", Validation = "history.validation";
    private const int Columns = 3;

    public static IEnumerable<SafetensorsTensor> Of(IReadOnlyList<EpochFigures> epochs, bool validated)
    {
        double[] training = [.. epochs.SelectMany(epoch => (double[])[epoch.TrainingLoss, epoch.TrainingAccuracy, epoch.LearningRate])];
        yield return SafetensorsTensor.Create(Training, training, epochs.Count, Columns);
        if (!validated) yield break;
        double[] validation = [.. epochs.SelectMany(epoch => (double[])[epoch.Validation!.Nll, epoch.Validation.Accuracy, epoch.Validation.Ece])];
        yield return SafetensorsTensor.Create(Validation, validation, epochs.Count, Columns);
    }

    /// <param name="tensors">Of a file.</param>
    /// <param name="most">Epochs that were asked for.</param>
    /// <param name="validated">Whether there were validation rows.</param>
    public static EpochFigures[] Read(TensorSource tensors, int most, bool validated)
    {
        double[] training = tensors.TakeRows(Training, Columns);
        int count = training.Length / Columns;
        if (count < 1 || count > most) throw new InvalidDataException($"{tensors.File}: figures of {count:N0} epochs where 1 to {most:N0} are due");
        double[] validation = validated ? tensors.Take(Validation, NumberType.Float64, count, Columns).ToDoubles() : [];
        var epochs = new EpochFigures[count];
        for (int i = 0; i < count; i++)
        {
            int at = i * Columns;
            epochs[i] = new EpochFigures
            {
                Epoch = i + 1,
                Epochs = most,
                TrainingLoss = training[at],
                TrainingAccuracy = training[at + 1],
                LearningRate = training[at + 2],
                Validation = validated ? new ValidationFigures(validation[at], validation[at + 1], validation[at + 2]) : null,
            };
        }
        return epochs;
    }
}

using Probity.IO;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>Figures of epochs as one tensor of float64, a row an epoch: loss, rate, information and largest share (NaN where there are none), then the metrics, then the loss's own numbers.</summary>
internal static class SimilarityHistoryTensors
{
    private const string Name = "history";
    private const int Fixed = 4;

    public static SafetensorsTensor Of(IReadOnlyList<SimilarityEpoch> epochs, int metrics, int numbers)
    {
        double[] values =
        [
            .. epochs.SelectMany(epoch => (double[])
            [
                epoch.TrainingLoss, epoch.LearningRate, epoch.Information ?? double.NaN, epoch.MaxProbability ?? double.NaN,
                .. epoch.Metrics.Count == metrics ? epoch.Metrics : Enumerable.Repeat(double.NaN, metrics),
                .. epoch.LossNumbers,
            ]),
        ];
        return SafetensorsTensor.Create(Name, values, epochs.Count, Fixed + metrics + numbers);
    }

    /// <param name="tensors">Of a file.</param>
    /// <param name="most">Epochs that were asked for.</param>
    /// <param name="metrics">Metrics of an epoch.</param>
    /// <param name="numbers">Numbers that the loss learns of its own.</param>
    public static SimilarityEpoch[] Read(TensorSource tensors, int most, int metrics, int numbers)
    {
        int columns = Fixed + metrics + numbers;
        double[] values = tensors.TakeRows(Name, columns);
        int count = values.Length / columns;
        if (count < 1 || count > most) throw new InvalidDataException($"{tensors.File}: figures of {count:N0} epochs where 1 to {most:N0} are due");
        var epochs = new SimilarityEpoch[count];
        for (int i = 0; i < count; i++)
        {
            double[] row = values[(i * columns)..((i + 1) * columns)];
            epochs[i] = new SimilarityEpoch
            {
                Epoch = i + 1,
                Epochs = most,
                TrainingLoss = row[0],
                LearningRate = row[1],
                Information = Known(row[2]),
                MaxProbability = Known(row[3]),
                Metrics = row[Fixed..(Fixed + metrics)],
                LossNumbers = row[(Fixed + metrics)..],
            };
        }
        return epochs;
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}

using Probity.Numerics;
using Probity.Numerics.Products;

namespace Probity.Learning;

/// <summary>
/// Loss and gradients of a batch through dense layers with ReLU between them (Rumelhart, Hinton &amp; Williams, 1986).
/// All buffers are made once; the work is split by shape alone and partial sums are added in a fixed order, so the
/// gradients have the same bits whatever the number of threads.
/// </summary>
internal sealed unsafe class Backpropagation
{
    private const int RowsAtOnce = 24;             // ranges are multiples of 12, the rows of a product's tallest tile
    private const int MultipliesAtOnce = 3 << 19;

    private readonly DenseLayer[] _layers;
    private readonly int _batchSize;
    private readonly float[][] _activations;   // [i] is what layer i reads: batch rows × inputs
    private readonly float[][] _deltas;        // [i] is the derivative of the loss in what layer i writes, before the ReLU
    private readonly float[][] _transposed;    // [i] is outputs × inputs, for i ≥ 1
    private readonly int[] _labels;
    private readonly double[] _losses;         // one a range of rows
    private readonly int[] _correct;
    private readonly Action<int, int, int> _throughRows;
    private readonly Action<int, int, int>[] _weightGradients;

    private float* _features;                  // valid during Run only
    private int* _allLabels;
    private int* _chosen;
    private int _rows;

    public Backpropagation(DenseLayer[] layers, int batchSize)
    {
        _layers = layers;
        _batchSize = batchSize;
        _activations = Array.ConvertAll(layers, layer => new float[checked(batchSize * layer.Inputs)]);
        _deltas = Array.ConvertAll(layers, layer => new float[checked(batchSize * layer.Outputs)]);
        _transposed = Array.ConvertAll(layers, layer => layer == layers[0] ? [] : new float[layer.Outputs * layer.Inputs]);
        Gradients = Array.ConvertAll(layers, layer => new float[layer.Weights.Length]);
        _labels = new int[batchSize];
        _losses = new double[RowRanges.Count(batchSize, RowsAtOnce)];
        _correct = new int[_losses.Length];
        _throughRows = ThroughRows;
        _weightGradients = new Action<int, int, int>[layers.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            int layer = i;
            _weightGradients[i] = (_, start, end) => WeightGradient(layer, start, end);
        }
    }

    /// <summary>After <see cref="Run"/>, one array a layer laid out as its weights: the gradient of the mean loss.</summary>
    public float[][] Gradients { get; }

    /// <summary>Computes <see cref="Gradients"/> for some rows of a data set.</summary>
    /// <param name="features">The whole set, row-major.</param>
    /// <param name="labels">One label a row of it.</param>
    /// <param name="chosen">The batch, by row number; no more than the batch size.</param>
    /// <returns>Summed loss, and how many rows were predicted right.</returns>
    public (double Loss, int Correct) Run(ReadOnlySpan<float> features, ReadOnlySpan<int> labels, ReadOnlySpan<int> chosen)
    {
        for (int i = 1; i < _layers.Length; i++) Transpose(_layers[i], _transposed[i]);

        fixed (float* all = features)
        fixed (int* allLabels = labels, rows = chosen)
        {
            _features = all;
            _allLabels = allLabels;
            _chosen = rows;
            _rows = chosen.Length;
            RowRanges.For(_rows, RowsAtOnce, _throughRows);
        }

        for (int i = 0; i < _layers.Length; i++)
        {
            int length = 12 * (int)Math.Max(1, MultipliesAtOnce / (12L * _batchSize * _layers[i].Outputs));
            RowRanges.For(_layers[i].Inputs + 1, length, _weightGradients[i]);
        }

        double loss = 0;
        int correct = 0;
        for (int range = 0; range < RowRanges.Count(_rows, RowsAtOnce); range++)
        {
            loss += _losses[range];
            correct += _correct[range];
        }
        return (loss, correct);
    }

    /// <summary>Forward, loss and deltas backward for the batch's rows [start, end): nothing here looks at another row.</summary>
    private void ThroughRows(int range, int start, int end)
    {
        int rows = end - start;
        int inputs = _layers[0].Inputs;
        for (int i = start; i < end; i++)
        {
            new ReadOnlySpan<float>(_features + ((long)_chosen[i] * inputs), inputs).CopyTo(_activations[0].AsSpan(i * inputs));
            _labels[i] = _allLabels[_chosen[i]];
        }

        int last = _layers.Length - 1;
        for (int i = 0; i <= last; i++)
        {
            float[] written = i == last ? _deltas[last] : _activations[i + 1];   // logits lie where their gradient will
            fixed (float* from = Part(_activations[i], start, rows, _layers[i].Inputs), to = Part(written, start, rows, _layers[i].Outputs))
            {
                _layers[i].Forward(from, to, rows);
            }
            if (i < last) DenseLayer.Rectify(Part(written, start, rows, _layers[i].Outputs));
        }

        int classes = _layers[last].Outputs;
        Span<float> logits = Part(_deltas[last], start, rows, classes);
        ReadOnlySpan<int> labels = _labels.AsSpan(start, rows);
        _correct[range] = CountCorrect(logits, labels, classes);
        _losses[range] = SoftmaxCrossEntropy.LossAndGradient(logits, labels, classes, logits, 1.0 / _rows);

        for (int i = last; i > 0; i--) Backward(i, start, rows);
    }

    /// <summary>The deltas of layer i − 1 from those of layer i: through the weights, then through the ReLU.</summary>
    private void Backward(int i, int start, int rows)
    {
        DenseLayer layer = _layers[i];
        Span<float> below = Part(_deltas[i - 1], start, rows, layer.Inputs);
        fixed (float* above = Part(_deltas[i], start, rows, layer.Outputs), weights = _transposed[i], to = below)
        {
            MatrixMultiply.Run<float>(
                new(above, layer.Outputs), new(weights, layer.Inputs), new(to, layer.Inputs), rows, layer.Outputs, layer.Inputs, parallel: false);
        }
        ReadOnlySpan<float> rectified = Part(_activations[i], start, rows, layer.Inputs);
        for (int j = 0; j < below.Length; j++) below[j] = rectified[j] > 0 ? below[j] : 0;
    }

    /// <summary>Rows [start, end) of a layer's gradient, each summed over the whole batch. Row `inputs` is the bias.</summary>
    private void WeightGradient(int i, int start, int end)
    {
        DenseLayer layer = _layers[i];
        int outputs = layer.Outputs;
        int weightRows = Math.Min(end, layer.Inputs) - start;
        if (weightRows > 0)
        {
            fixed (float* inputs = _activations[i], deltas = _deltas[i], gradient = Gradients[i])
            {
                var transposedInputs = new Operand<float>(inputs + start, rowStride: 1, columnStride: layer.Inputs);
                var to = new Operand<float>(gradient + ((long)start * outputs), outputs);
                MatrixMultiply.Run(transposedInputs, new(deltas, outputs), to, weightRows, _rows, outputs, parallel: false);
            }
        }
        if (end > layer.Inputs)
        {
            Span<float> bias = Part(Gradients[i], layer.Inputs, 1, outputs);
            bias.Clear();
            for (int row = 0; row < _rows; row++)
            {
                ReadOnlySpan<float> delta = Part(_deltas[i], row, 1, outputs);
                for (int j = 0; j < outputs; j++) bias[j] += delta[j];
            }
        }
    }

    private static Span<float> Part(float[] matrix, int start, int rows, int columns) => matrix.AsSpan(start * columns, rows * columns);

    private static int CountCorrect(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            int best = 0;
            for (int j = 1; j < classes; j++)
            {
                if (row[j] > row[best]) best = j;
            }
            if (best == labels[i]) correct++;
        }
        return correct;
    }

    private static void Transpose(DenseLayer layer, float[] to)
    {
        for (int k = 0; k < layer.Inputs; k++)
        {
            ReadOnlySpan<float> row = layer.Weights.AsSpan(k * layer.Outputs, layer.Outputs);
            for (int j = 0; j < row.Length; j++) to[(j * layer.Inputs) + k] = row[j];
        }
    }
}

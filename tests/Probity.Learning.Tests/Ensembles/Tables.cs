using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Ensembles;

/// <summary>Models whose outputs are written down: row i of the features below gives row i of every member's table.</summary>
internal static class Tables
{
    public static Features Rows(int rows)
    {
        float[] identity = new float[rows * rows];
        for (int i = 0; i < rows; i++) identity[(i * rows) + i] = 1;
        return Features.Dense(identity, rows);
    }

    /// <param name="head">Of the model.</param>
    /// <param name="classes">K.</param>
    /// <param name="rows">N.</param>
    /// <param name="members">N × outputs each.</param>
    public static Classifier Model(Head head, int classes, int rows, params float[][] members)
    {
        var networks = new List<Network<float>>();
        foreach (float[] table in members)
        {
            Network<float> network = new NetworkDesign().Build<float>(rows, head.Outputs(classes));
            table.CopyTo(network.Layers[0].Parameters[0].Span);
            networks.Add(network);
        }
        return new Classifier(networks)
        {
            Classes = classes,
            Head = head,
            Design = new NetworkDesign(),
            History = new TrainingHistory { Epochs = [], KeptEpoch = 0, End = TrainingEnd.Finished, TrainingRows = 0, ValidationRows = 0, Warnings = [] },
        };
    }

    public static float[] Random(int length, double spread, ulong seed)
    {
        var random = new RandomStream(seed, 77);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float)(spread * random.NextGaussian());
        return values;
    }

    /// <summary>By the book; a lone logit z is (0, z).</summary>
    public static double[] Softmax(params float[] logits)
    {
        double[] terms = logits.Length == 1 ? [1, Math.Exp(logits[0])] : Array.ConvertAll(logits, z => Math.Exp(z));
        double sum = terms.Sum();
        return Array.ConvertAll(terms, term => term / sum);
    }
}

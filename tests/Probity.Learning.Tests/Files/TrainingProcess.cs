using System.Globalization;

namespace Probity.Learning.Tests.Files;

/// <summary>The test assembly as a program: a training that can be killed.</summary>
internal static class TrainingProcess
{
    public const string Verb = "train";
    public const int Epochs = 120;

    public static TrainingOptions Options(Checkpoint? checkpoint) => Kinds.Options("dropout and normalisation") with { Epochs = Epochs, EarlyStopping = null, Checkpoint = checkpoint };

    public static void Main(string[] args)
    {
        if (args is not [Verb, string path]) return;
        Kinds.Train(Options(new Checkpoint(path)), progress: figures =>
        {
            Console.Out.WriteLine(figures.Epoch.ToString(CultureInfo.InvariantCulture));
            Console.Out.Flush();
        });
    }
}

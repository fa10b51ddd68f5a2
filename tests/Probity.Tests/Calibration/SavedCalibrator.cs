using Probity.Calibration;
using Probity.IO;

namespace Probity.Tests.Calibration;

/// <summary>A calibrator written into a policy file and read back.</summary>
internal static class SavedCalibrator
{
    public static T Again<T>(T calibrator) where T : Calibrator
    {
        using var stream = new MemoryStream();
        PolicyFile.Write(stream, PolicyOf(calibrator));
        stream.Position = 0;
        return Assert.IsType<T>(PolicyFile.Read(stream, "kept").Calibrator);
    }

    public static ConfidencePolicy PolicyOf(Calibrator calibrator) => new()
    {
        Classes = calibrator.Classes,
        ClassNames = null,
        Outputs = OutputKind.Logits,
        Calibrator = calibrator,
        Score = Probity.Scores.Score.MaxProbability,
        Rule = null,
        Gate = null,
        RowsLearned = 1,
        RowsCertified = 0,
        Seed = 0,
        RowsHash = new string('0', 64),
        Warnings = [],
    };
}

using System.Diagnostics;
using System.Globalization;

namespace Probity.Studies;

/// <summary>The command line.</summary>
internal static class Commands
{
    private const string Usage = """
        usage: Probity.Studies losses [--seeds N] [--out FOLDER] [--quick]
               Probity.Studies own-confidence --data FOLDER [--seeds N] [--out FOLDER] [--quick]
               Probity.Studies similarity --data FOLDER [--seeds N] [--out FOLDER] [--quick]
               Probity.Studies match --data FOLDER [--seeds N] [--out FOLDER] [--quick]
               Probity.Studies calibrators --data FOLDER [--seeds N] [--out FOLDER] [--quick]
               Probity.Studies tables [--out FOLDER]

        losses          who says 0.99 when wrong: losses, regularisation, durations, training sizes
        own-confidence  learned confidence against max probability, for errors and for unknowns
        similarity      heads on frozen features: classes seen in training and others; what makes feature groups choose
        match           how likely a match is right: on seen and unseen classes, calibrated, promised, and for strangers
        calibrators     every calibrator on every set of outputs; its tables are those of docs/methods.md
        tables          writes files and tables again from the values of the seeds in FOLDER/studies, without training
        --data FOLDER   holds img_fashion_mnist/, img_mnist/, emb_clinc_lsa/, emb_fashion_cnn/, logits_*/ and so on; docs/studies.md says which files and where from
        --out FOLDER    figures go to FOLDER/studies, tables into FOLDER/studies.md (of calibrators into FOLDER/methods.md); default: docs of the repository
        --seeds N       default 5
        --quick         small and meaningless: shows that all parts work; needs --out
        """;

    public static int Run(string[] args)
    {
        try
        {
            var clock = Stopwatch.StartNew();
            RunStudy(args);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F0} s"));
            return 0;
        }
        catch (Exception refusal) when (refusal is ArgumentException or InvalidDataException or IOException)
        {
            Console.Error.WriteLine($"error: {refusal.Message}");
            return 2;
        }
    }

    private static void RunStudy(string[] args)
    {
        if (args.Length == 0) throw new ArgumentException($"which study?\n{Usage}");
        string? documents = null, data = null;
        int seeds = 5;
        bool quick = false;
        for (int i = 1; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]}: a value is missing\n{Usage}");
            switch (args[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--out":
                    documents = Value();
                    break;
                case "--data":
                    data = Value();
                    break;
                case "--seeds":
                    string text = Value();
                    if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seeds) || seeds is < 1 or > 100)
                        throw new ArgumentException($"--seeds {text}: a whole number from 1 to 100 is needed");
                    break;
                default:
                    throw new ArgumentException($"{args[i]}: unknown\n{Usage}");
            }
        }
        if (quick && documents is null) throw new ArgumentException("--quick: its figures mean nothing and must not replace those in docs; say where to with --out");
        var study = new Study(documents ?? Path.Combine(Repository(), "docs"), seeds, quick);
        switch (args[0])
        {
            case "losses":
                LossesStudy.Run(study, ImageSet.Read(Path.Combine(Repository(), "samples", "fashion-mnist"), "t10k"));
                break;
            case "own-confidence":
                (ImageSet train, ImageSet test, ImageSet unknown) = OwnConfidenceStudy.Read(data);
                OwnConfidenceStudy.Run(study, train, test, unknown);
                break;
            case SimilarityStudy.Name:
                SimilarityStudy.Run(study, SimilarityFiles.Read(data));
                break;
            case MatchStudy.Name:
                MatchStudy.Run(study, SimilarityFiles.Read(data));
                break;
            case CalibratorsStudy.Name:
                CalibratorsStudy.Run(study, CalibrationSet.Read(data));
                break;
            case "tables":
                study.Read("losses", LossesStudy.Rewrite);
                study.Read("own-confidence", OwnConfidenceStudy.Rewrite);
                study.Read(SimilarityStudy.Name, SimilarityStudy.Rewrite);
                study.Read(MatchStudy.Name, MatchStudy.Rewrite);
                study.Read(CalibratorsStudy.Name, CalibratorsStudy.Rewrite);
                break;
            default:
                throw new ArgumentException($"{args[0]}: no such study\n{Usage}");
        }
    }

    private static string Repository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Probity.slnx"))) return at.FullName;
        }
        throw new InvalidDataException("Probity.slnx: not found in any folder above the program; run it from a checkout");
    }
}

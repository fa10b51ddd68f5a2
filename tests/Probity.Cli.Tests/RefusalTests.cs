namespace Probity.Cli.Tests;

/// <summary>Bad usage and bad input: one line, exit code 2, nothing on standard output, nothing left behind.</summary>
[Collection("console")]
public sealed class RefusalTests(BadFiles files) : IClassFixture<BadFiles>
{
    private const string Evaluate = "evaluate --bootstrap 0 --report {out}/r.html ";
    private const string Good = "--logits {z.npy} --labels {y.npy} ";
    private const string Fit = "fit " + Good + "--out {out}/p.probity ";
    private const string Assess = "assess {good.probity} --out {out}/d.csv --probabilities-out {out}/P.npy ";

    /// <summary>Words in braces are files of <see cref="BadFiles"/>.</summary>
    private Outcome Run(string line) =>
        Tool.Run([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("{out}", files.Out, StringComparison.Ordinal)).Select(word =>
        {
            int open = word.IndexOf('{', StringComparison.Ordinal), close = word.IndexOf('}', StringComparison.Ordinal);
            return open < 0 ? word : word[..open] + files[word[(open + 1)..close]] + word[(close + 1)..];
        })]);

    private void Refuses(string line, string because)
    {
        Outcome outcome = Run(line);
        Assert.True(outcome.Code == 2, $"exit code {outcome.Code}: {outcome.Error}");
        Assert.StartsWith("error: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(outcome.Error.Length - 1, outcome.Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Out);
        Assert.Empty(Directory.EnumerateFileSystemEntries(files.Out));
    }

    [Theory]
    [InlineData("", "no verb given; there are demo, evaluate, thresholds, fit, assess, explain, report")]
    [InlineData("evalute", "'evalute' is not a verb")]
    [InlineData("--foo", "'--foo' is not a verb")]
    [InlineData("evaluate --foo x", "evaluate has no option '--foo'")]
    [InlineData("evaluate " + Good + "more", "'more' is more than it takes")]
    [InlineData("evaluate --logits", "--logits")]
    [InlineData("evaluate --bins x " + Good, "--bins: 'x' is not a whole number")]
    [InlineData("evaluate --seed -1 " + Good, "--seed: '-1' is not a whole number of 0 or more")]
    [InlineData("fit --confidence high " + Good, "--confidence: 'high' is not a number")]
    [InlineData("evaluate --labels {y.npy}", "one of --logits FILE, --probabilities FILE")]
    [InlineData("evaluate --logits {z.npy} --probabilities {p.npy} --labels {y.npy}", "one of --logits FILE, --probabilities FILE")]
    [InlineData("evaluate --logits {z.npy}", "--labels FILE is needed")]
    [InlineData("fit " + Good, "--out")]
    [InlineData("assess --logits {z.npy} --out {out}/d.csv", "policy")]
    [InlineData("explain", "policy")]
    public void Usage(string line, string because) => Refuses(line, because);

    [Theory]
    [InlineData("--bins 0", "bins: 0; it must be 1 to")]
    [InlineData("--threads 0", "threads: 0; it must be 1 to")]
    [InlineData("--multilabel", "1 columns but z.npy has 4")]
    [InlineData("--ood {wide.npy}", "wide.npy: 5 columns but z.npy has 4")]
    [InlineData("--ood {nan.npy}", "nan.npy: row 7, column 2 is NaN")]
    [InlineData("--weights {y199.npy}", "200 rows but --weights: 199")]
    [InlineData("--weights {w_negative.npy}", "row 3 is -1; weights must be finite and not negative")]
    [InlineData("--weights {z.npy}", "4 columns; weights are one number a row")]
    [InlineData("--classes {five.json}", "5 names but z.npy has 4 classes")]
    [InlineData("--classes {broken.json}", "broken.json: not valid JSON")]
    [InlineData("--classes {empty.json}", "empty.json: not valid JSON")]
    [InlineData("--id name", "z.npy: has no column 'name' of ids")]
    public void Options_of_evaluate(string options, string because) => Refuses(Evaluate + Good + options, because);

    [Fact]
    public void Negative_bootstrap() => Refuses("evaluate --bootstrap -1 " + Good, "bootstrap: -1; it must be 0 to");

    [Theory]
    [InlineData("--target-precision 1.2", "--target-precision: 1.2; it must lie strictly between 0 and 1")]
    [InlineData("--target-precision NaN", "--target-precision: NaN")]
    [InlineData("--target-risk 0", "--target-risk: 0;")]
    [InlineData("--target-risk 1e40", "--target-risk: 1E+40;")]
    [InlineData("--target-precision .9 --target-risk .1", "give one of --target-precision and --target-risk")]
    [InlineData("--target-precision .9 --confidence 1", "confidence: 1; it must lie strictly between 0 and 1")]
    [InlineData("--target-precision .9 --starts 0", "starts: 0; it must be 1 to 100")]
    [InlineData("--target-precision .9 --certify-share 1.5", "--certify-share: 1.5; it must lie strictly between 0 and 1")]
    [InlineData("--target-precision .9 --weights {y.npy}", "weights together with a promise: counts guarantee nothing")]
    [InlineData("--target-precision .9 --weights {y.npy} --max-weight 2", "above the maximal weight 2; that must hold for every row that could come")]
    [InlineData("--target-precision .9 --max-weight 2", "--max-weight goes with --weights")]
    [InlineData("--target-precision .9 --target-recall .9", "one threshold carries one promise")]
    [InlineData("--target-precision .9 --in-expectation", "use --target-joint-risk, or --confidence")]
    [InlineData("--target-precision .9 --method best", "--method 'best' is neither fixed-sequence nor sgr")]
    [InlineData("--target-precision .9 --method sgr --starts 2", "--starts goes with --method fixed-sequence")]
    [InlineData("--target-recall .9 --starts 2", "--starts goes with --target-precision or --target-risk; --target-recall is monotone in the threshold")]
    [InlineData("--target-recall .9 --method sgr", "--method goes with --target-precision or --target-risk")]
    [InlineData("--target-recall .9 --in-expectation --confidence .9", "give one of the two")]
    [InlineData("--target-recall 1", "--target-recall: 1; it must lie strictly between 0 and 1")]
    [InlineData("--in-expectation", "--in-expectation goes with --target-precision, --target-risk, --target-recall")]
    [InlineData("--certify-share .3", "--certify-share goes with --target-precision, --target-risk, --target-recall")]
    [InlineData("--max-false-alarm .1", "--max-false-alarm goes with --detector")]
    [InlineData("--max-false-alarm 2 --detector gen", "false alarm: 2; it must lie strictly between 0 and 1")]
    [InlineData("--score energy", "score 'energy' is not known; there are max_probability")]
    [InlineData("--detector energy", "score 'energy' is not known; there are max_probability")]
    [InlineData("--calibrator magic", "calibrator 'magic' is not known; there are none, temperature")]
    [InlineData("--target-precision .8 --certify-outputs {z.npy}", "--certify-outputs and --certify-labels go together")]
    [InlineData("--target-precision .8 --certify-outputs {z.npy} --certify-labels {y199.npy}", "z.npy: 200 rows but --certify-labels y199.npy: 199")]
    [InlineData("--target-precision .8 --certify-outputs {wide.npy} --certify-labels {y.npy}", "wide.npy: 5 columns but z.npy has 4")]
    [InlineData("--target-precision .8 --certify-outputs {z.npy} --certify-labels {y_large.npy}", "--certify-labels y_large.npy: row 5 is 4")]
    public void Options_of_fit(string options, string because) => Refuses(Fit + options, because);

    [Theory]
    [InlineData("y199.npy", "z.npy: 200 rows but --labels y199.npy: 199")]
    [InlineData("y_negative.npy", "--labels y_negative.npy: row 5 is -1 but there are 4 classes, 0 to 3")]
    [InlineData("y_large.npy", "--labels y_large.npy: row 5 is 4 but there are 4 classes, 0 to 3")]
    [InlineData("y_half.npy", "labels are whole numbers")]
    [InlineData("empty.npy", "empty.npy: the file is empty")]
    [InlineData("zero.npy", "zero.npy")]
    [InlineData("objects.npy", "Python objects")]
    [InlineData("z.npy", "z.npy: 4 columns; one value a row is needed")]
    [InlineData("absent.npy", "no such file")]
    public void Labels(string file, string because)
    {
        Refuses($"{Evaluate}--logits {{z.npy}} --labels {{{file}}}", because);
        Refuses($"fit --logits {{z.npy}} --labels {{{file}}} --target-precision .8 --out {{out}}/p.probity", because);
    }

    [Theory]
    [InlineData("nan.npy", "nan.npy: row 7, column 2 is NaN")]
    [InlineData("inf.npy", "inf.npy: row 7, column 2 is Infinity")]
    [InlineData("beyond.npy", "beyond.npy: row 7, column 2 is Infinity; NaN and +infinity are refused, as are numbers beyond float32")]
    [InlineData("masked.npy", "masked.npy: row 7 is −infinity in every column")]
    [InlineData("zero.npy", "zero.npy: no rows")]
    [InlineData("cut.npy", "needs 3,200 bytes of data but the file has 872")]
    [InlineData("cut_header.npy", "the whole file has 60")]
    [InlineData("lie.npy", "needs 16,000,000,000,000 bytes of data but the file has 800")]
    [InlineData("lie.npz", "16,000,000,000,000 bytes")]
    [InlineData("bomb.npz", "as in a zip bomb")]
    [InlineData("objects.npy", "Python objects")]
    [InlineData("deep.npy", "an array of shape (2, 2, 2)")]
    [InlineData("ragged.csv", "line 3 has 3 columns where 4 are expected")]
    [InlineData("words.csv", "line 2, column 'c' is 'x', not a number")]
    [InlineData("quote.csv", "quote")]
    [InlineData("ragged.jsonl", "line 2 has 3 numbers where the first line has 4")]
    [InlineData("broken.jsonl", "line 1 is not valid JSON")]
    [InlineData("empty.npy", "empty.npy")]
    [InlineData("empty.npz", "empty.npz")]
    [InlineData("empty.csv", "empty.csv")]
    [InlineData("empty.jsonl", "empty.jsonl")]
    [InlineData("empty.safetensors", "empty.safetensors")]
    [InlineData("unknown.format", "the format cannot be told from the name")]
    [InlineData("absent.npy", "no such file")]
    [InlineData("folder.npy", "a directory; a file is needed")]
    [InlineData("out", "a directory; a file is needed")]
    public void Outputs(string file, string because)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Refuses($"{Evaluate}--logits {{{file}}} --labels {{y.npy}}", because);
        Refuses($"fit --logits {{{file}}} --labels {{y.npy}} --out {{out}}/p.probity", because);
        foreach (string format in (string[])["csv", "jsonl", "npz"])
            Refuses($"assess {{good.probity}} --logits {{{file}}} --out {{out}}/d.{format} --probabilities-out {{out}}/P.npy", because);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 64_000_000);
    }

    [Theory]
    [InlineData("p_sum.npy", "p_sum.npy: row 7 sums to 0.99; probabilities of a row must sum to 1")]
    [InlineData("p_negative.npy", "p_negative.npy: row 7, column 2 is -0.01; probabilities lie in [0, 1]")]
    [InlineData("nan.npy", "nan.npy: row 0, column")]
    [InlineData("z.npy", "give logits as --logits")]
    public void Probabilities(string file, string because)
    {
        Refuses($"{Evaluate}--probabilities {{{file}}} --labels {{y.npy}}", because);
        Refuses($"{Assess}--probabilities {{{file}}}", because);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--target-precision .8")]
    public void A_label_that_the_model_calls_impossible_is_refused_by_its_row(string promise)
    {
        Refuses($"fit --logits {{own.npy}} --labels {{y.npy}} --out {{out}}/p.probity {promise}", "own.npy: row 199 gives its own label");
        Assert.Equal(0, Run("evaluate --bootstrap 0 --logits {own.npy} --labels {y.npy}").Code);
    }

    [Theory]
    [InlineData("{absent.probity}", "no such file")]
    [InlineData("{empty.probity}", "empty or cut off")]
    [InlineData("{text.probity}", "damaged or of another format")]
    [InlineData("{z.npy}", "damaged or of another format")]
    [InlineData("{folder.npy}", "a directory; a file is needed")]
    [InlineData("{future.probity}", "use a newer Probity")]
    public void Policies(string policy, string because)
    {
        Refuses($"explain {policy}", because);
        Refuses($"assess {policy} --logits {{z.npy}} --out {{out}}/d.csv", because);
        Refuses($"report {Good} --policy {policy} --out {{out}}/r.html", because);
    }

    [Theory]
    [InlineData("assess {good.probity} --logits {wide.npy} --out {out}/d.csv", "wide.npy: 5 columns but the policy was fitted on 4")]
    [InlineData("report --logits {wide.npy} --labels {y.npy} --policy {good.probity} --out {out}/r.html", "wide.npy: 5 columns but the policy was fitted on 4")]
    [InlineData("assess {good.probity} --logits {z.npy} --out {out}/d.csv --classes {five.json}", "--classes: 5 names but the policy has 4 classes")]
    [InlineData("assess {good.probity} --logits {z.npy} --out {out}/d.xlsx", "the name must end in .csv or .jsonl or .npz")]
    [InlineData("assess {good.probity} --logits {z.npy} --out {out}/d.csv --probabilities-out {out}/P.csv", "the name must end in .npy")]
    [InlineData("assess {good.probity} --logits {z.npy} --out {out}/d.csv --probabilities-out {out}/absent/P.npy", "its directory does not exist")]
    [InlineData("assess {good.probity} --logits {z.npy} --out {out}/absent/d.npz", "its directory does not exist")]
    [InlineData("fit " + Good + "--out {out}/absent/p.probity", "its directory does not exist")]
    [InlineData("fit " + Good + "--out {out}", "a directory; a file name is needed")]
    [InlineData("evaluate --bootstrap 0 " + Good + "--report {out}/absent/r.html", "its directory does not exist")]
    [InlineData("evaluate --bootstrap 0 " + Good + "--report {out}", "a directory; a file name is needed")]
    [InlineData("report --bootstrap 0 " + Good + "--out {out}/absent/r.html", "its directory does not exist")]
    [InlineData("demo --out {z.npy}", "a file; the demo needs a folder")]
    [InlineData("fit " + Good + "--out {out}/z.txt", "the name must end in .probity")]
    [InlineData("report --bootstrap 0 " + Good + "--out {out}/r.txt", "the name must end in .html or .htm")]
    [InlineData("assess {good.probity} --logits {z.npy} --out {out}/d.csv --probabilities-out {z.npy}", "the same file as --logits, which it would overwrite")]
    [InlineData("assess {good.probity} --logits {out}/d.csv#a,b --out {out}/d.csv", "the same file as --logits, which it would overwrite")]
    [InlineData("fit --logits {z.npy} --labels {good.probity} --out {good.probity}", "the same file as --labels, which it would overwrite")]
    [InlineData("fit " + Good + "--target-precision .9 --certify-outputs {z.npy} --certify-labels {y.npy} --certify-share .3 --out {out}/p.probity", "--certify-share splits one set of rows")]
    public void Targets(string line, string because) => Refuses(line, because);

    [Fact]
    public void An_unwritable_target_is_refused_in_the_user_s_words()
    {
        if (!OperatingSystem.IsLinux()) return;
        Refuses("fit " + Good + "--out /sys/p.probity", "/sys/p.probity");
    }

    [Fact]
    public void A_late_damage_is_named_by_its_row_in_the_file_and_leaves_nothing()
    {
        const int rows = 70_000, bad = 69_997;   // beyond the first chunk
        var logits = new float[rows * 4];
        for (int i = 0; i < logits.Length; i++) logits[i] = i % 7;
        logits[(bad * 4) + 2] = float.NaN;
        string late = Arrays.Npy(files["late.npy"], logits, 4), csv = files["late.csv"];
        File.WriteAllLines(csv, Enumerable.Range(0, rows).Select(i => string.Join(',', logits[(i * 4)..((i * 4) + 4)])).Prepend("a,b,c,d"));
        Refuses($"assess {{good.probity}} --logits {late} --out {{out}}/d.jsonl --probabilities-out {{out}}/P.npy", $"late.npy: row {bad}, column 2 is NaN");
        Refuses($"assess {{good.probity}} --logits {late} --out {{out}}/d.npz", $"late.npy: row {bad}, column 2 is NaN");
        Refuses($"assess {{good.probity}} --logits {csv} --out {{out}}/d.csv", $"late.csv: row {bad}, column 2 is NaN");
    }

    [Fact]
    public void A_failed_command_leaves_an_older_file_as_it_was()
    {
        string old = files["old.csv"];
        File.WriteAllText(old, "older");
        Assert.Equal(2, Run("assess {good.probity} --logits {nan.npy} --out {old.csv}").Code);
        Assert.Equal("older", File.ReadAllText(old));
    }

    [Fact]
    public void Verbose_adds_where_it_came_from_and_keeps_the_exit_code()
    {
        Outcome outcome = Run("evaluate --verbose --logits {absent.npy} --labels {y.npy}");
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith("error: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("   at Probity.", outcome.Error, StringComparison.Ordinal);
    }
}

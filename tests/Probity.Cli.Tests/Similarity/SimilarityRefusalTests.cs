namespace Probity.Cli.Tests.Similarity;

/// <summary>Bad usage and bad input of similarity verbs: one line, exit code 2, nothing left behind.</summary>
[Collection("console")]
public sealed class SimilarityRefusalTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public SimilarityRefusalTests()
    {
        var items = new SimilarityItems(60);
        items.Npy(_scratch);
        items.Csv(_scratch);
        Arrays.Npy(_scratch["wide.npy"], new float[180], 3);
        Arrays.Npy(_scratch["alike.npy"], new float[60 * 8], 8);
        Arrays.Npy(_scratch["each.npy"], [.. Enumerable.Range(0, 60)]);
        Arrays.Npy(_scratch["one.npy"], new int[60]);
        Arrays.Npy(_scratch["y59.npy"], items.Groups[..59]);
        float[] bad = [.. items.Values];
        bad[(7 * 8) + 2] = float.NaN;
        Arrays.Npy(_scratch["nan.npy"], bad, 8);
        _scratch.Write("twice.csv", "name,a,kind\nx,1,p\ny,2,p\nx,3,q\n");
        _scratch.Write("pairs.csv", "first,second,score\n0,1,1\n1,99,0\n");
        _scratch.Write("word.csv", "first,second,score\n0,b,1\n");
    }

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("similarity", "similarity: no verb given; there are train, embed, evaluate, fit, index, search: see 'probity similarity --help'")]
    [InlineData("similarity sort", "similarity: 'sort' is not a verb")]
    [InlineData("similarity train --foo", "similarity train has no option '--foo'; see 'probity similarity train --help'")]
    [InlineData("similarity train --data {x.npy} --out {out}", "one of --labels FILE or --label COLUMN")]
    [InlineData("similarity train --data {nan.npy} --labels {y.npy} --out {out}", "nan.npy: row 7, column 2 is NaN")]
    [InlineData("similarity train --data {x.npy} --labels {y59.npy} --out {out}", "x.npy: 60 rows but y59.npy: 59")]
    [InlineData("similarity train --data {alike.npy} --labels {y.npy} --out {out}", "all 60 rows are alike")]
    [InlineData("similarity train --data {x.npy} --labels {each.npy} --out {out}", "every one of the 60 rows has a group of its own")]
    [InlineData("similarity train --data {x.npy} --labels {one.npy} --out {out}", "all 60 rows are of group 0")]
    [InlineData("similarity train --data {twice.csv} --label kind --id name --out {out}", "twice.csv: rows 0 and 2 have the same id 'x'")]
    [InlineData("similarity train --data {twice.csv} --label sort --out {out}", "twice.csv: no column 'sort'; there are ")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --head nonsense --out {out}", "nonsense")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --loss nonsense --out {out}", "nonsense")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --distance far --out {out}", "distance: 'far'; it must be cosine, euclidean, manhattan, dot")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --metric good --out {out}", "--metric 'good' is not known; there are precision_at_1, r_precision")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --loss contrastive --out {out}", "learns from given pairs")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --optimizer lbfgs --out {out}", "take AdamW or SGD")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --unseen-share 0.9 --out {out}", "9 of 10 groups leaves 1")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --unseen-share 2 --out {out}", "--unseen-share 2: it must lie in [0, 1)")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --store {s} --out {out}", "give --encoder")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --corrupt much --out {out}", "--corrupt 'much'")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --validation {wide.npy} --validation-labels {y.npy} --out {out}", "wide.npy: 3 columns but x.npy has 8")]
    [InlineData("similarity train --data {x.npy} --labels {y.npy} --validation-labels {y.npy} --out {out}", "--validation-labels goes with --validation")]
    [InlineData("similarity train --data {x.npy} --pairs {pairs.csv} --loss contrastive --out {out}", "pair 1 is of rows 1 and 99; there are rows 0 to 59")]
    [InlineData("similarity train --data {x.npy} --pairs {word.csv} --loss contrastive --out {out}", "pair 0 names 'b', which is not a row number")]
    [InlineData("similarity evaluate --labels {y.npy}", "one of --embeddings E.npy, or --model m.probity with --data D")]
    [InlineData("similarity evaluate --embeddings {x.npy}", "one of --labels FILE or --label COLUMN")]
    [InlineData("similarity evaluate --embeddings {x.npy} --labels {y.npy} --at five", "--at 'five'")]
    [InlineData("similarity evaluate --embeddings {x.npy} --labels {y.npy} --reference {wide.npy} --reference-labels {y.npy}", "wide.npy: 3 columns but x.npy has 8")]
    [InlineData("similarity embed {x.npy} --data {x.npy} --out {e.npy}", "x.npy")]
    public void Is_told_in_one_line(string line, string because) => Refuses(line, because);

    [Fact]
    public void Files_of_other_kinds_are_told_apart()
    {
        Assert.Equal(0, Tool.Run("train", "--data", _scratch["x.npy"], "--labels", _scratch["y.npy"], "--epochs", "1", "--calibrate-share", "0", "--out", _scratch["classifier.probity"]).Code);
        Assert.Equal(0, Tool.Run("similarity", "train", "--data", _scratch["x.npy"], "--labels", _scratch["y.npy"], "--epochs", "1", "--bootstrap", "0", "--out", _scratch["head.probity"]).Code);
        Refuses("similarity embed {classifier.probity} --data {x.npy} --out {e.npy}", "classifier.probity: a classifier, which can be the --encoder of one, not a similarity model");
        Refuses("similarity evaluate --model {classifier.probity} --data {x.npy} --labels {y.npy}", "not a similarity model");
        Refuses("similarity train --data {x.npy} --labels {y.npy} --encoder {head.probity} --out {out}", "head.probity: a similarity model, which has embeddings and no classes");
        Refuses("predict {head.probity} --data {x.npy} --out {p.csv}", "head.probity: a similarity model");
        Refuses("similarity embed {head.probity} --data {wide.npy} --out {e.npy}", "wide.npy: 3 numbers a row but the head reads 8");
        Refuses("similarity evaluate --model {head.probity} --data {wide.npy} --labels {y.npy}", "wide.npy: 3 numbers a row but the head reads 8");
        Refuses("similarity embed {head.probity} --data {x.npy} --out {x.npy}", "the same file as --data");
        Refuses("similarity embed {head.probity} --data {nan.npy} --out {e.npy}", "nan.npy: row 7, column 2 is NaN");
        Assert.DoesNotContain("e.npy", _scratch.Files);
    }

    private void Refuses(string line, string because)
    {
        string[] before = [.. _scratch.Files];
        Outcome outcome = Tool.Run([.. line.Split(' ').Select(word => word == "{out}" ? _scratch["m.probity"] : word.StartsWith('{') ? _scratch[word[1..^1]] : word)]);
        Assert.True(outcome.Code == 2, $"exit code {outcome.Code}: {outcome.Error}");
        Assert.StartsWith("error: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(outcome.Error.Length - 1, outcome.Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Out);
        Assert.Equal(before, _scratch.Files);
    }
}

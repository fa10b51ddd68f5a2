namespace Probity.Cli.Tests.Training;

[Collection("console")]
public sealed class TrainingRefusalTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Blobs _rows = new(300);

    public void Dispose() => _scratch.Dispose();

    private Outcome Run(string line)
    {
        var (data, labels) = _rows.Npy(_scratch);
        _rows.Csv(_scratch);
        _rows.Cells(_scratch);
        Arrays.Npy(_scratch["one.npy"], new int[300]);
        Arrays.Npy(_scratch["short.npy"], _rows.Labels[..299]);
        Arrays.Npy(_scratch["large.npy"], [.. _rows.Labels[..299], 2_000_000_000]);
        Arrays.Npy(_scratch["sparse.npy"], [.. _rows.Labels[..299], 20_000]);
        Arrays.Npy(_scratch["nan.npy"], [.. _rows.Values[..40], float.NaN, .. _rows.Values[41..]], 2);
        Arrays.Npy(_scratch["wide.npy"], _rows.Values, 3);
        _scratch.Write("names.json", """["north", "west", "up"]""");
        return Tool.Run([.. line.Split(' ').Select(word => word.StartsWith('@') ? _scratch[word[1..]] : word)]);
    }

    [Theory]
    [InlineData("y", "groups", "train without it, then give fit --model, --data and --groups")]
    [InlineData("y", "foo", "calibrator 'foo' is not known; there are none, temperature")]
    [InlineData("y", "one-vs-rest:sms", "'sms' is not for two classes alone")]
    [InlineData("two", "svs", "calibrator 'svs' is for three classes or more, but there are 2")]
    public void A_calibrator_that_cannot_be_fitted_is_refused_before_the_training(string labels, string calibrator, string why)
    {
        string data = _rows.Npy(_scratch).Item1, checkpoint = _scratch["c.probity"];
        Arrays.Npy(_scratch["two.npy"], [.. _rows.Labels.Select(label => label % 2)]);
        Outcome refused = Tool.Run("train", "--data", data, "--labels", _scratch[$"{labels}.npy"], "--epochs", "2", "--checkpoint", checkpoint, "--calibrator", calibrator, "--out", _scratch["m.probity"]);
        Assert.Equal(2, refused.Code);
        Assert.Contains(why, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(checkpoint));
    }

    [Theory]
    [InlineData("--data @x.npy --labels @one.npy", "one.npy: all 300 rows are of class 0; a classifier needs rows of two classes at least")]
    [InlineData("--data @x.npy --labels @short.npy", "x.npy: 300 rows but short.npy: 299")]
    [InlineData("--data @x.npy --labels @large.npy", "large.npy: row 299 is 2000000000; labels are class indices from 0 to 999,999")]
    [InlineData("--data @nan.npy --labels @y.npy", "nan.npy: row 20, column 0 is NaN; features must be finite")]
    [InlineData("--data @x.npy", "give the labels as one of --labels FILE or --label COLUMN")]
    [InlineData("--data @table.csv --id name --label sort", "sort")]
    [InlineData("--data @table.csv --id name --label kind --classes @names.json", "or one of the 3 class names")]
    [InlineData("--data @x.npy --labels @y.npy --task text", "--labels goes with --task features")]
    [InlineData("--data @x.npy --labels @y.npy --task chess", "--task 'chess' is not known; there are features, tabular, text")]
    [InlineData("--data @x.npy --labels @y.npy --head foo", "head 'foo' is not known; there are softmax, sigmoid")]
    [InlineData("--data @x.npy --labels @y.npy --head sigmoid", "head sigmoid: 3 classes; a sigmoid tells two apart")]
    [InlineData("--data @x.npy --labels @y.npy --head multilabel", "--head multilabel goes with --multilabel")]
    [InlineData("--data @x.npy --labels @y.npy --loss foo", "loss 'foo' is not known; there are cross-entropy")]
    [InlineData("--data @x.npy --labels @y.npy --penalty foo", "penalty 'foo' is not known; there are mmce")]
    [InlineData("--data @x.npy --labels @y.npy --penalty outlier-exposure", "outlier")]
    [InlineData("--data @x.npy --labels @y.npy --optimizer foo", "--optimizer 'foo' is not known; there are adamw, sgd, lbfgs")]
    [InlineData("--data @x.npy --labels @y.npy --optimizer lbfgs --epochs 3", "--epochs does not go with --optimizer lbfgs")]
    [InlineData("--data @x.npy --labels @y.npy --schedule foo", "'foo' is none of constant, linear, cosine, step")]
    [InlineData("--data @x.npy --labels @y.npy --activation foo", "activation: 'foo'; it must be relu, gelu or tanh")]
    [InlineData("--data @x.npy --labels @y.npy --hidden 12,x", "'x' is no width")]
    [InlineData("--data @x.npy --labels @y.npy --layers foo(3)", "no layer that is known")]
    [InlineData("--data @x.npy --labels @y.npy --layers relu --dropout .2", "--dropout does not go with --layers")]
    [InlineData("--data @x.npy --labels @y.npy --scaling foo", "--scaling 'foo' is not known; there are auto, columns, whole, none")]
    [InlineData("--data @x.npy --labels @y.npy --class-weights 1,2", "class weights: 2 for 3 classes")]
    [InlineData("--data @x.npy --labels @y.npy --class-weights 1,b,2", "--class-weights: 'b' is no number")]
    [InlineData("--data @x.npy --labels @y.npy --mc-dropout 5", "has no dropout")]
    [InlineData("--data @x.npy --labels @y.npy --mc-dropout 1 --dropout .2", "--mc-dropout: 1; it must be 2 to 65,536")]
    [InlineData("--data @x.npy --labels @y.npy --target-precision .9 --certify-share 1", "--certify-share: 1; it must lie strictly between 0 and 1")]
    [InlineData("--data @x.npy --labels @sparse.npy", "sparse.npy: row 299 is 20,000, but 300 rows cannot teach 20,001 classes")]
    [InlineData("--data @x.npy --labels @y.npy --cross-fit 3 --target-precision .9", "--cross-fit cannot carry a promise")]
    [InlineData("--data @x.npy --labels @y.npy --cross-fit 1", "--cross-fit 1: it must be 2 to 255 folds")]
    [InlineData("--data @x.npy --labels @y.npy --calibrate-share 0 --detector gen", "--detector is for the model's policy, but with --calibrate-share 0 it has none")]
    [InlineData("--data @x.npy --labels @y.npy --calibrate-share 1", "--calibrate-share 1: it must lie in [0, 1)")]
    [InlineData("--data @x.npy --labels @y.npy --validation-share 2", "--validation-share 2: it must lie in [0, 1)")]
    [InlineData("--data @x.npy --labels @y.npy --calibration-data @x.npy", "--calibration-data goes with --calibration-labels")]
    [InlineData("--data @x.npy --labels @y.npy --calibration-data @x.npy --calibration-labels @y.npy", "--calibration-data is the file of --data: rows that teach cannot do it too")]
    [InlineData("--data @x.npy --labels @y.npy --calibration-labels @y.npy", "--calibration-labels goes with --calibration-data")]
    [InlineData("--data @x.npy --labels @y.npy --calibration-data @wide.npy --calibration-labels @y.npy --cross-fit 3", "--cross-fit does not go with --calibration-data, whose rows fit the policy instead")]
    [InlineData("--data @x.npy --labels @y.npy --calibration-data @wide.npy --calibration-labels @y.npy --calibrate-share 0.3", "--calibrate-share does not go with --calibration-data")]
    [InlineData("--data @x.npy --labels @y.npy --calibration-data @wide.npy --calibration-labels @y.npy", "wide.npy: 3 columns of features but x.npy has 2")]
    [InlineData("--data @x.npy --labels @y.npy --validation-data @wide.npy --validation-labels @y.npy", "wide.npy: 3 columns of features but x.npy has 2")]
    [InlineData("--data @x.npy --labels @y.npy --outliers @wide.npy --penalty outlier-exposure", "wide.npy: 3 columns of features but x.npy has 2")]
    [InlineData("--data @x.npy --labels @y.npy --multilabel", "multi-label labels are 0 or 1")]
    [InlineData("--data @x.npy --labels @cells.npy --multilabel --target-precision .9", "there are no policies for multi-label rows")]
    [InlineData("--data @x.npy --labels @cells.npy --multilabel --report @r.html", "--report does not go with --multilabel")]
    public void Options_of_train(string options, string because)
    {
        Outcome outcome = Run($"train --out @m.probity {options}");
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith("error: ", outcome.Error.Split('\n')[^2], StringComparison.Ordinal);
        Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 1/", outcome.Error, StringComparison.Ordinal);   // said before any work
        Assert.Empty(outcome.Out);
        Assert.DoesNotContain("m.probity", _scratch.Files);
    }

    [Fact]
    public void Each_kind_of_file_in_its_place()
    {
        Assert.Equal(0, Run("train --epochs 2 --data @x.npy --labels @y.npy --checkpoint @c.probity --out @m.probity").Code);
        Assert.Equal(0, Run("fit --model @m.probity --data @x.npy --labels @y.npy --out @p.probity").Code);
        foreach (var (line, because) in (ReadOnlySpan<(string, string)>)[
            ("predict @p.probity --data @x.npy --out @o.csv", "p.probity: a policy, not a model; probity assess applies it"),
            ("assess @m.probity --model @m.probity --data @x.npy --out @o.csv", "--model does not go with a model, which is asked itself"),
            ("evaluate --model @c.probity --data @x.npy --labels @y.npy", "c.probity: a checkpoint, not a model"),
            ("explain @c.probity", "the checkpoint of a training"),
            ("fit --multilabel --model @m.probity --data @x.npy --labels @cells.npy --out @l.probity", "the model gives every row one class"),
            ("predict @m.probity --data @wide.npy --out @o.csv", "wide.npy: 3 columns of features but the model reads 2"),
            ("predict @m.probity --data @nan.npy --out @o.csv", "nan.npy: row 20, column 0 is NaN"),
            ("predict @m.probity --data @x.npy --out @o.txt", "the name must end in .csv or .jsonl or .npz"),
            ("evaluate --model @m.probity --labels @y.npy", "--model and --data go together"),
            ("evaluate --model @m.probity --data @x.npy --logits @x.npy --labels @y.npy", "give the model's outputs as one of")])
        {
            Outcome outcome = Run(line);
            Assert.Equal(2, outcome.Code);
            Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("o.csv", _scratch.Files);
    }

    [Fact]
    public void A_diverging_training_fails_with_advice_and_leaves_nothing()
    {
        Outcome outcome = Run("train --data @x.npy --labels @y.npy --optimizer sgd --learning-rate 1e30 --out @m.probity");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("before anything was learned; lower the learning rate", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("m.probity", _scratch.Files);
    }

    [Fact]
    public void More_logits_than_an_array_holds_are_refused_before_the_training()
    {
        const int Rows = 120_000;
        string data = Arrays.Npy(_scratch["x.npy"], new float[Rows], 1), labels = Arrays.Npy(_scratch["y.npy"], [.. Enumerable.Range(0, Rows).Select(i => i % 100_000)]);
        Outcome outcome = Tool.Run("train", "--data", data, "--labels", labels, "--out", _scratch["m.probity"]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("24,000 rows of 100,000 classes to calibrate on are 2,400,000,000 logits", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void More_classes_than_rows_is_a_warning()
    {
        Arrays.Npy(_scratch["many.npy"], [.. Enumerable.Range(0, 300).Select(i => i * 2)]);
        Outcome outcome = Run("train --data @x.npy --labels @many.npy --epochs 1 --hidden none --out @m.probity");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("599 classes but 216 training rows", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_said_in_one_line()
    {
        if (!File.Exists("/dev/full")) return;   // elsewhere than on Linux there is no such device
        File.CreateSymbolicLink(_scratch["full.probity"], "/dev/full");
        Outcome outcome = Run("train --data @x.npy --labels @y.npy --epochs 1 --out @full.probity");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("full.probity: the model could not be written (No space left on device", outcome.Error, StringComparison.Ordinal);
        string kept = outcome.Error.TrimEnd().Split("The model is kept meanwhile: ")[1];
        Assert.Contains("Trained on", Tool.Well("explain", kept).Out, StringComparison.Ordinal);
        File.Delete(kept);
    }
}

using System.Diagnostics;
using System.Globalization;
using Probity.IO;
using Probity.Learning.Files;

namespace Probity.Learning.Tests.Files;

public class CheckpointTests
{
    public static TheoryData<string> AllKinds => [.. Kinds.All.Keys];

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void A_run_interrupted_after_any_epoch_ends_in_the_same_bits(string kind)
    {
        using var scratch = new Scratch();
        Classifier whole = Kinds.Train(kind);
        int epochs = whole.History.Epochs.Count;
        Assert.InRange(epochs, 2, Kinds.Epochs);
        Assert.Equal(kind == "diverges", whole.History.End == TrainingEnd.Diverged);
        for (int after = 1; after <= epochs; after++)
        {
            var checkpoint = new Checkpoint(scratch[$"{after}.probity"]);
            Assert.Throws<OperationCanceledException>(() => Kinds.Train(kind, checkpoint, StopAfter(after)));
            List<int> seen = [];
            Classifier resumed = Kinds.Train(kind, checkpoint, figures => seen.Add(figures.Epoch));
            Assert.Equal(Enumerable.Range(after + 1, epochs - after), seen);
            Kinds.AssertSame(whole, resumed);
            Kinds.AssertSame(whole, Kinds.Train(kind, checkpoint, _ => Assert.Fail("there is nothing left to do")));
        }
    }

    [Fact]
    public void Interrupted_again_and_again_with_checkpoints_every_other_epoch()
    {
        using var scratch = new Scratch();
        var checkpoint = new Checkpoint(scratch["c.probity"], EveryEpochs: 2);
        List<int> seen = [];
        foreach (int after in (int[])[1, 2, 3, 5])   // 1 and 3 are made again, for nothing was kept of them
            Assert.Throws<OperationCanceledException>(() => Kinds.Train("no validation rows", checkpoint, figures => { seen.Add(figures.Epoch); StopAfter(after)(figures); }));
        Kinds.AssertSame(Kinds.Train("no validation rows"), Kinds.Train("no validation rows", checkpoint, figures => seen.Add(figures.Epoch)));
        Assert.Equal([1, 1, 2, 3, 3, 4, 5, 5, 6], seen);
        Assert.Equal(["c.probity"], scratch.Files);
        Assert.Equal(ProbityFile.Checkpoint, ProbityFile.KindOf(checkpoint.Path));
    }

    [Fact]
    public void A_process_that_is_killed_goes_on_in_another()
    {
        using var scratch = new Scratch();
        var checkpoint = new Checkpoint(scratch["c.probity"]);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Probity.Learning.Tests.dll"), TrainingProcess.Verb, checkpoint.Path]) start.ArgumentList.Add(argument);
        using (Process child = Process.Start(start)!)
        {
            for (int line = 0; line < 3; line++) Assert.Equal((line + 1).ToString(CultureInfo.InvariantCulture), child.StandardOutput.ReadLine());
            child.Kill();   // SIGKILL: wherever it is by now
            child.WaitForExit();
        }
        int first = 0;
        Classifier resumed = Kinds.Train(TrainingProcess.Options(checkpoint), progress: figures => first = first == 0 ? figures.Epoch : first);
        Assert.InRange(first, 4, TrainingProcess.Epochs);
        Kinds.AssertSame(Kinds.Train(TrainingProcess.Options(null)), resumed);
    }

    [Fact]
    public void Other_options_or_rows_are_refused_and_the_file_is_left_alone()
    {
        using var scratch = new Scratch();
        TrainingOptions options = Kinds.Options("AdamW, early stopping") with { Checkpoint = new Checkpoint(scratch["c.probity"]) };
        Assert.Throws<OperationCanceledException>(() => Kinds.Train(options, progress: StopAfter(2)));
        byte[] before = File.ReadAllBytes(options.Checkpoint.Path);

        AssertRefused("checkpoint c.probity: made with batch size 32, now 64; use what it was made with, or another file", options with { BatchSize = 64 });
        AssertRefused("seed 5, now 6", options with { Seed = 6 });
        AssertRefused("epochs 6, now 7", options with { Epochs = 7 });
        AssertRefused("optimizer adamw(rate=0.3,decay=0,beta1=0.9,beta2=0.999,epsilon=1E-08), now sgd(rate=0.1,momentum=0.9,decay=0)", options with { Optimizer = new StochasticGradientDescent() });
        AssertRefused("loss cross-entropy, now focal", options with { Loss = new FocalLoss() });
        AssertRefused("network linear(8) relu, now ; ", options with { Network = NetworkDesign.Hidden(), Mixup = .5 });
        AssertRefused("made with other rows;", options, Kinds.Rows(2));
        Assert.Equal(before, File.ReadAllBytes(options.Checkpoint.Path));

        void AssertRefused(string words, TrainingOptions other, TrainingRows? rows = null) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => Kinds.Train(other, rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_recipe_names_every_option()
    {
        IEnumerable<string> options = typeof(TrainingOptions).GetProperties().Select(property => property.Name).Where(name => name is not (nameof(TrainingOptions.Checkpoint) or nameof(TrainingOptions.Cancellation)));
        IEnumerable<string> words = options.Select(name => string.Concat(name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $" {letter}" : $"{letter}")).ToLowerInvariant());
        IReadOnlyDictionary<string, string> recipe = Kinds.Train("sigmoid").History.Recipe;
        Assert.Equal(words.Concat(["rows", "validation rows", "outliers"]).Order(StringComparer.Ordinal), recipe.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Damaged_checkpoints_and_other_files_are_refused_and_left_alone()
    {
        using var scratch = new Scratch();
        TrainingOptions options = Kinds.Options("sigmoid");
        string path = scratch["c.probity"];
        Assert.Throws<OperationCanceledException>(() => Kinds.Train(options with { Checkpoint = new Checkpoint(path) }, progress: StopAfter(2)));
        byte[] whole = File.ReadAllBytes(path);
        byte[] flipped = [.. whole];
        flipped[^5] ^= 1;
        AssertRefused("c.probity: damaged, for its content does not have the SHA-256", flipped);
        AssertRefused("the safetensors header claims", whole[..20]);
        AssertRefused("0 bytes are too few", []);
        AssertRefused("a model, not a checkpoint", Written(() => Kinds.Train(options).Save(path)));
        (string json, TensorSource tensors) = SealedFile.Read(scratch.Write("whole", whole), ProbityFile.Checkpoint, 1);
        SafetensorsTensor[] kept = [.. SafetensorsFile.Read(scratch["whole"], 1 << 20).Tensors.Values];
        AssertRefused("checkpoint version 2 where this Probity reads 1; use a newer Probity", Written(() => SealedFile.Write(path, json.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal), kept)));
        AssertRefused("best epoch 9 and", Written(() => SealedFile.Write(path, json.Replace("\"best_epoch\":2", "\"best_epoch\":9", StringComparison.Ordinal), kept)));
        AssertRefused("the tensor 'optimizer.mean' is missing", Written(() => SealedFile.Write(path, json, [.. kept.Where(tensor => tensor.Name != "optimizer.mean")])));
        AssertRefused("tensor 'more' is more than the manifest accounts for", Written(() => SealedFile.Write(path, json, [.. kept, SafetensorsTensor.Create("more", new float[1])])));
        Assert.Equal(kept.Length, tensors.Count);

        byte[] Written(Action write)
        {
            write();
            return File.ReadAllBytes(path);
        }

        void AssertRefused(string words, byte[] bytes)
        {
            scratch.Write("c.probity", bytes);
            var refusal = Assert.Throws<InvalidDataException>(() => Kinds.Train(options with { Checkpoint = new Checkpoint(path) }));
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
            Assert.Equal(bytes, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void A_disk_that_is_full_for_a_while_costs_a_warning_and_nothing_else()
    {
        if (!File.Exists("/dev/full")) return;   // Linux has a device that is always full
        using var scratch = new Scratch();
        var checkpoint = new Checkpoint(scratch["c.probity"]);
        List<string?> warnings = [];
        Classifier model = Kinds.Train("no validation rows", checkpoint, figures =>
        {
            warnings.Add(figures.Warning);
            if (figures.Epoch == 2)
            {
                File.Move(checkpoint.Path, scratch["kept"]);
                File.CreateSymbolicLink(checkpoint.Path, "/dev/full");
            }
            if (figures.Epoch != 4) return;
            File.Delete(checkpoint.Path);
            File.Move(scratch["kept"], checkpoint.Path);
        });
        Assert.Equal([true, true, false, false, true, true], warnings.Select(warning => warning is null));
        string told = Assert.Single(model.History.Warnings);
        Assert.Contains("not written after epoch 3 (No space left on device", warnings[2], StringComparison.Ordinal);
        Assert.EndsWith("not written after epoch 3", told, StringComparison.Ordinal);   // what is saved names no file at random
        Classifier undisturbed = Kinds.Train("no validation rows");
        Assert.Equal(undisturbed.History.Epochs, model.History.Epochs);
        Assert.Equal(undisturbed.Network.Parameters.Values.ToArray(), model.Network.Parameters.Values.ToArray());
        Kinds.AssertSame(undisturbed, Kinds.Train("no validation rows", checkpoint));   // the last write went well
    }

    [Fact]
    public void A_directory_that_is_gone_costs_a_warning_but_one_that_never_was_is_refused()
    {
        using var scratch = new Scratch();
        string directory = scratch["runs"];
        var checkpoint = new Checkpoint(Path.Combine(directory, "c.probity"));
        Assert.Contains("its directory does not exist", Assert.Throws<ArgumentException>(() => Kinds.Train("sigmoid", checkpoint)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(directory);
        Classifier model = Kinds.Train("sigmoid", checkpoint, figures => { if (figures.Epoch == 1) Directory.Delete(directory, recursive: true); });
        Assert.Contains("not written after epoch 2", Assert.Single(model.History.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_settings_that_cannot_be()
    {
        TrainingOptions options = Kinds.Options("sigmoid");
        Assert.Contains("epochs between two: 0", Assert.Throws<ArgumentException>(() => Kinds.Train(options with { Checkpoint = new Checkpoint("c.probity", 0) })).Message, StringComparison.Ordinal);
        Assert.Contains("L-BFGS has no epochs", Assert.Throws<ArgumentException>(() => Kinds.Train(options with { Checkpoint = new Checkpoint("c.probity"), Optimizer = new LimitedMemoryBfgs() })).Message, StringComparison.Ordinal);
    }

    private static Action<EpochFigures> StopAfter(int epoch) => figures =>
    {
        if (figures.Epoch == epoch) throw new OperationCanceledException();
    };
}

using Probity.Numerics;

namespace Probity.Cli.Tests;

[Collection("console")]
public sealed class DamagedPolicyTests
{
    /// <summary>A byte changed anywhere gives a clean refusal, or a policy that loads and can be applied.</summary>
    [Fact]
    public void A_damaged_policy_is_refused_in_one_line_or_still_a_policy()
    {
        using var scratch = new Scratch();
        var rows = new Rows(600, 4);
        var (logits, labels) = rows.Npy(scratch);
        Tool.Well("fit", "--logits", logits, "--labels", labels, "--target-precision", ".7", "--detector", "entropy", "--out", scratch["p.probity"]);
        byte[] whole = File.ReadAllBytes(scratch["p.probity"]);
        var random = new RandomStream(3);
        int refused = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            byte[] bytes = [.. whole];
            int at = trial < 40 ? whole.Length - 1 - trial : random.NextInt32(whole.Length);   // all of the tensors, then anywhere
            bytes[at] ^= (byte)(1 + random.NextInt32(255));
            if (trial % 10 == 9) bytes = bytes[..random.NextInt32(bytes.Length)];
            Outcome outcome = Tool.Run("explain", scratch.Write("damaged.probity", bytes));
            if (outcome.Code == 0)
            {
                Assert.NotEmpty(outcome.Out);
                continue;
            }
            refused++;
            Assert.Equal(2, outcome.Code);
            Assert.StartsWith("error: damaged.probity: ", outcome.Error, StringComparison.Ordinal);
            Assert.Equal(outcome.Error.Length - 1, outcome.Error.IndexOf('\n', StringComparison.Ordinal));
            Assert.Empty(outcome.Out);
        }
        Assert.InRange(refused, 150, 399);
    }
}

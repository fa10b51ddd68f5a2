using System.Text;
using Probity.Numerics;

namespace Probity.Data.Tests;

/// <summary>Damaged text files are read or refused in one line, never anything else.</summary>
public class DamagedTextTests
{
    [Theory]
    [InlineData("a.csv", "id,a,b\nx,1,2.5\n\"y \"\"z\"\"\",-3e2,inf\n\nw,4,5\n", "#a,b", "id")]
    [InlineData("a.csv", "1,2\r\n3,4\r\n", "", null)]
    [InlineData("a.tsv", "a\tb\n1\t2\n\"3\"\t4\n", "", null)]
    [InlineData("a.jsonl", "{\"id\":\"x\",\"p\":[1,2,\"NaN\"]}\n{\"p\":[3,4,5e-3],\"id\":7}\n", "", "id")]
    [InlineData("a.jsonl", "{\"a\":1,\"b\":2}\n{\"b\":2,\"a\":true}\n", "#b", null)]
    [InlineData("a.jsonl", "[1,2]\n[3,4]\n", "", null)]
    public void Any_damage_is_answered_in_words(string name, string text, string part, string? id)
    {
        using var scratch = new Scratch();
        byte[] valid = Encoding.UTF8.GetBytes(text);
        string special = "\0\"\\\n\r,\t{}[]:#-e.\u00FF";
        int refused = 0, read = 0;
        for (int i = 0; i < 600; i++)
        {
            var random = new RandomStream(7, (ulong)i);
            byte[] file = random.NextInt32(4) == 0 ? valid[..random.NextInt32(valid.Length)] : [.. valid];
            for (int changes = random.NextInt32(4); changes > 0 && file.Length > 0; changes--)
                file[random.NextInt32(file.Length)] = random.NextInt32(2) == 0 ? (byte)special[random.NextInt32(special.Length)] : (byte)random.NextUInt32();
            File.WriteAllBytes(scratch[name], file);
            try
            {
                using var reader = NumberFile.Open(scratch[name] + part, id);
                reader.ReadAllDouble();
                read++;
            }
            catch (Exception refusal) when (refusal is InvalidDataException or ArgumentException)
            {
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
            }
        }

        Assert.True(refused > 60 && read > 60, $"{refused} of 600 damaged files were refused, {read} read");
    }
}

using Probity.IO;

namespace Probity.Tests.IO;

public class WholeFileTests
{
    [Fact]
    public void A_failure_leaves_the_old_file_and_nothing_else()
    {
        using var scratch = new Scratch();
        scratch.Write("a", [9]);
        Assert.Throws<FormatException>(() => WholeFile.Write(scratch["a"], stream =>
        {
            stream.WriteByte(1);
            throw new FormatException();
        }));
        Assert.Equal([9], File.ReadAllBytes(scratch["a"]));
        Assert.Equal(["a"], scratch.Files);
        WholeFile.Write(scratch["a"], stream => stream.WriteByte(1));
        Assert.Equal([1], File.ReadAllBytes(scratch["a"]));
        Assert.Equal(["a"], scratch.Files);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        using var scratch = new Scratch();
        scratch.Write("real", [9]);
        File.CreateSymbolicLink(scratch["link"], scratch["real"]);
        WholeFile.Write(scratch["link"], stream => stream.WriteByte(1));
        Assert.NotNull(new FileInfo(scratch["link"]).LinkTarget);
        Assert.Equal([1], File.ReadAllBytes(scratch["real"]));
    }

    [Fact]
    public void The_null_device_stays_one()
    {
        if (OperatingSystem.IsWindows()) return;
        WholeFile.Write("/dev/null", stream => stream.WriteByte(1));
        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public void A_directory_is_no_target()
    {
        using var scratch = new Scratch();
        Assert.Throws<ArgumentException>(() => WholeFile.Create(scratch["."]));
        Assert.Throws<ArgumentException>(() => WholeFile.Create(""));
    }
}

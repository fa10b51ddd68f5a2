namespace Probity.Data.Tests;

public class ClassNamesTests
{
    [Theory]
    [InlineData("[\"cat\", \"dog\"]")]
    [InlineData("{\"1\": \"dog\", \"0\": \"cat\"}")]
    public void Lists_and_objects_by_index(string json)
    {
        using var scratch = new Scratch();
        Assert.Equal(["cat", "dog"], ClassNames.Read(scratch.Write("n.json", json)));
    }

    [Theory]
    [InlineData("[]", "no class names")]
    [InlineData("[\"a\",\"a\"]", "'a' names two classes")]
    [InlineData("[\"a\",1]", "class 1 is Number")]
    [InlineData("{\"0\":\"a\",\"2\":\"b\"}", "'2' is not an index; 2 classes have the indices 0 to 1")]
    [InlineData("{\"0\":\"a\",\"00\":\"b\"}", "twice")]
    [InlineData("{\"0\":\"a\",\"0\":\"b\"}", "not valid JSON")]
    [InlineData("{\"cat\":0}", "'cat' is not an index")]
    [InlineData("3", "neither")]
    [InlineData("[\"a\"", "not valid JSON")]
    public void Refuses_the_rest(string json, string words)
    {
        using var scratch = new Scratch();
        string path = scratch.Write("n.json", json);
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => ClassNames.Read(path)).Message, StringComparison.Ordinal);
    }
}

namespace Probity.IO;

/// <summary>The tensors of a policy file, counted as they are asked for, so that one that nobody asks for is noticed.</summary>
/// <param name="file">The file.</param>
/// <param name="name">Its name, for messages.</param>
internal sealed class PolicyTensors(SafetensorsFile file, string name)
{
    private int _asked;

    public string Name => name;

    /// <summary>One number.</summary>
    public double Number(string tensor, bool infinite = false)
    {
        SafetensorsTensor found = Find(tensor);
        Expect(found.Type == NumberType.Float64 && found.Length == 1, $"the tensor '{tensor}' is not one float64");
        double value = found.ToDoubles()[0];
        Expect(double.IsFinite(value) || (infinite && double.IsNegativeInfinity(value)), $"the tensor '{tensor}' is {value}");
        return value;
    }

    /// <summary>Finite numbers.</summary>
    /// <param name="tensor">Its name.</param>
    /// <param name="count">How many there must be; null for any number above 0.</param>
    public double[] Values(string tensor, int? count)
    {
        if (count == 1) return [Number(tensor)];
        SafetensorsTensor found = Find(tensor);
        Expect(found.Type == NumberType.Float64, $"the tensor '{tensor}' is not float64");
        Expect(count is { } wanted ? found.Length == wanted : found.Length > 0, $"the tensor '{tensor}' holds {found.Length:N0} numbers{(count is null ? "" : $" where {count:N0} belong")}");
        double[] values = found.ToDoubles();
        foreach (double value in values) Expect(double.IsFinite(value), $"the tensor '{tensor}' holds {value}");
        return values;
    }

    /// <summary>Refuses tensors that nothing asked for.</summary>
    public void ExpectAllAsked() => Expect(file.Tensors.Count == _asked, $"{file.Tensors.Count} tensors where the manifest accounts for {_asked}");

    public void Expect(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException($"{name}: {otherwise}");
    }

    private SafetensorsTensor Find(string tensor)
    {
        _asked++;
        return file.Tensors.TryGetValue(tensor, out SafetensorsTensor? found) ? found : throw new InvalidDataException($"{name}: the tensor '{tensor}' is missing");
    }
}

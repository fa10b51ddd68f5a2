namespace Probity.Learning.Files;

/// <summary>Ends of a training as model files write them.</summary>
internal static class TrainingEnds
{
    private static readonly Dictionary<string, TrainingEnd> ByToken = new(StringComparer.Ordinal)
    {
        ["finished"] = TrainingEnd.Finished,
        ["stopped_early"] = TrainingEnd.StoppedEarly,
        ["diverged"] = TrainingEnd.Diverged,
    };

    public static string Token(TrainingEnd end) => ByToken.Single(pair => pair.Value == end).Key;

    /// <exception cref="InvalidDataException">No such end.</exception>
    public static TrainingEnd Parse(string token, string file) =>
        ByToken.TryGetValue(token, out TrainingEnd end) ? end : throw new InvalidDataException($"{file}: the history of its training ends as this Probity does not know ('{token}')");
}

namespace Probity.Cli.Training;

/// <summary>Saves what may have taken hours: a disk that is full by then costs the place, not the model.</summary>
internal static class SavedModel
{
    /// <exception cref="IOException">The model is not where it should be; the message says where it is instead.</exception>
    /// <param name="save">Saves the model to the path that it is given.</param>
    /// <param name="path">Where it should be.</param>
    public static void Write(Action<string> save, string path)
    {
        try
        {
            save(path);
        }
        catch (IOException refusal)
        {
            string instead = Path.Combine(Path.GetTempPath(), $"{Path.GetFileNameWithoutExtension(path)}-{Guid.NewGuid():N}.probity");
            try
            {
                save(instead);
            }
            catch (Exception again) when (again is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw refusal;   // no room anywhere: the first refusal says it best
            }
            throw new IOException($"{refusal.Message}. The model is kept meanwhile: {instead}", refusal);
        }
    }
}

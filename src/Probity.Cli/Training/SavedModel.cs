using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>Saves what may have taken hours: a disk that is full by then costs the place, not the model.</summary>
internal static class SavedModel
{
    /// <exception cref="IOException">The model is not where it should be; the message says where it is instead.</exception>
    public static void Write(Classifier model, string path)
    {
        try
        {
            model.Save(path);
        }
        catch (IOException refusal)
        {
            string instead = Path.Combine(Path.GetTempPath(), $"{Path.GetFileNameWithoutExtension(path)}-{Guid.NewGuid():N}.probity");
            try
            {
                model.Save(instead);
            }
            catch (Exception again) when (again is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw refusal;   // no room anywhere: the first refusal says it best
            }
            throw new IOException($"{refusal.Message}. The model is kept meanwhile: {instead}", refusal);
        }
    }
}

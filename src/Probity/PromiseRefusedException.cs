namespace Probity;

/// <summary>The rows cannot carry the promise that was asked for; the message says why and what would help.</summary>
public sealed class PromiseRefusedException : Exception
{
    /// <summary>A refusal without a reason; prefer the other constructors.</summary>
    public PromiseRefusedException()
    {
    }

    /// <summary>A refusal with its reason.</summary>
    public PromiseRefusedException(string message) : base(message)
    {
    }

    /// <summary>A refusal with its reason and cause.</summary>
    public PromiseRefusedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

namespace Probity.Decisions;

/// <summary>What to do with a row.</summary>
public enum Decision
{
    /// <summary>The policy has no accepting threshold.</summary>
    None,

    /// <summary>Act on the prediction: this is the event whose precision is promised.</summary>
    Accept,

    /// <summary>Not sure enough: ask a human.</summary>
    Review,

    /// <summary>Unlike anything known: no class may be right.</summary>
    Reject,
}

/// <summary>Names of decisions in files and tables.</summary>
public static class DecisionTokens
{
    /// <summary><c>none</c>, <c>accept</c>, <c>review</c> or <c>reject</c>.</summary>
    public static string Token(this Decision decision) => decision switch
    {
        Decision.Accept => "accept",
        Decision.Review => "review",
        Decision.Reject => "reject",
        _ => "none",
    };
}

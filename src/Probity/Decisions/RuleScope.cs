namespace Probity.Decisions;

/// <summary>Of which rows a promise holds.</summary>
public enum RuleScope
{
    /// <summary>Of all classes taken together: one threshold.</summary>
    Together,

    /// <summary>Of every class, of all at the same time: a threshold a class, δ split evenly over the classes (Bonferroni).</summary>
    PerClass,

    /// <summary>Of every class, each taken alone: a threshold a class, each at the full confidence. Of many classes some will break it.</summary>
    EachAlone,
}

/// <summary>Names of scopes in files and tables.</summary>
public static class RuleScopes
{
    /// <summary><c>together</c>, <c>per_class</c> or <c>each_alone</c>.</summary>
    public static string Token(this RuleScope scope) => scope switch
    {
        RuleScope.Together => "together",
        RuleScope.PerClass => "per_class",
        _ => "each_alone",
    };

    /// <summary>The scope that a token names.</summary>
    /// <exception cref="ArgumentException">No such token.</exception>
    public static RuleScope Parse(string token) =>
        Enum.GetValues<RuleScope>().Cast<RuleScope?>().FirstOrDefault(scope => scope!.Value.Token() == token)
        ?? throw new ArgumentException($"scope '{token}' is none of {string.Join(", ", Enum.GetValues<RuleScope>().Select(Token))}");
}

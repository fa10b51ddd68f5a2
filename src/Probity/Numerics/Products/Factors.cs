namespace Probity.Numerics.Products;

/// <summary>What is to be multiplied, and where it goes.</summary>
/// <param name="A">Rows × inner.</param>
/// <param name="B">Inner × columns.</param>
/// <param name="C">Rows × columns, apart from both; its columns are contiguous.</param>
/// <param name="Rows">Rows of a and c.</param>
/// <param name="Inner">Columns of a, rows of b.</param>
/// <param name="Columns">Columns of b and c.</param>
/// <param name="Accumulate">Whether the product is added to what c holds or replaces it.</param>
/// <param name="UpperOnly">Whether elements below the diagonal of c may be left as they are.</param>
internal readonly record struct Factors<T>(
    Operand<T> A, Operand<T> B, Operand<T> C, int Rows, int Inner, int Columns, bool Accumulate, bool UpperOnly = false)
    where T : unmanaged;

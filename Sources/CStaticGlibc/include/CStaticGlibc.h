// What a fully static executable needs before the Swift runtime starts. There is nothing to call: linking it in is enough.
#pragma once
